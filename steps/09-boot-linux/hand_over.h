/*
 * From the loader to a kernel that was not written for this hypervisor: the formats of
 * its file, and what it finds in its registers and its memory when it starts. The kernel's own
 * documentation says both.
 */
#pragma once

#include "kernel_image.h"
#include "load_guest.h"

/* --- hand_over.c --- */

/* Does what the format of the guest's kernel asks for, after everything else that sets the guest's
 * first registers. Fails if the initrd lies where the kernel is going to be, or if the kernel
 * cannot be told what it has to know. */
error hand_over(struct guest *guest);

/* For the formats: reads the kernel into the guest's memory, and sets the guest's entry. */
error load_kernel_image(struct guest *guest, struct fat32_file *file,
                        const struct kernel_image *image);

/* Keeps a copy of this page, which tells the guest about its machine, for programs that read the
 * machine's memory: the guest may overwrite the page itself. Without memory there is no copy. */
void keep_page(struct guest *guest, uint64_t gpa);

/* The same for the last page of the guest's RAM: the device tree, or PVH's start_info. */
void keep_last_page(struct guest *guest);

/* Whether the page of the guest's memory is still zero, so that nothing has been loaded there. */
bool page_is_unused(const uint64_t *page);

#define KEPT_PAGES 32 /* at most: four of each of eight guests */
struct kept_page {
    uint64_t guest; /* its number */
    uint64_t gpa;
    void *copy;
};
extern struct kept_page kept_pages[KEPT_PAGES]; /* the first without a copy ends them */

/* --- load_raw_image.c; load_bzimage.c and load_pvh_elf.c, which takes the place of ELF --- */

extern struct image_format raw_image_format, bzimage_format, pvh_elf_format;

/* --- ARCH_formats.c --- */

/* Adds the formats of this architecture's kernels to those that load_guest() knows. */
void kernel_formats_add(void);

/* Gives the guest what a machine's firmware offers its kernel, beyond the board's devices and the
 * calls. Fails if it gets no memory for it. */
error add_firmware(struct guest *guest);
