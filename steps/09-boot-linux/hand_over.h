/*
 * Starts kernels that were not written for this hypervisor. Their own documentation says which
 * formats their files have, and what must be in the registers and in memory when they start.
 */
#pragma once

#include "kernel_image.h"
#include "load_guest.h"

/* --- hand_over.c --- */

/* Fills the guest's registers and memory as the format of its kernel demands. It is called last,
 * so that nothing overwrites these registers. Fails if the kernel and the initrd overlap, or if the
 * format has no room for what the kernel must be told, such as a long command line. */
error hand_over(struct guest *guest);

/* For the formats: reads the kernel into the guest's memory, and sets the guest's entry. */
error load_kernel_image(struct guest *guest, struct fat32_file *file,
                        const struct kernel_image *image);

/* Copies this page, which describes the guest's machine. The guest may overwrite the page, but
 * programs on the host (--dump-tree) find the copy in the machine's memory. If no memory is free,
 * there is no copy. */
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
extern struct kept_page kept_pages[KEPT_PAGES]; /* an entry without a copy is the end */

/* --- load_raw_image.c; load_bzimage.c and load_pvh_elf.c, which takes the place of ELF --- */

extern struct image_format raw_image_format, bzimage_format, pvh_elf_format;

/* --- ARCH_formats.c --- */

/* Adds the formats of this architecture's kernels to those that load_guest() knows. */
void kernel_formats_add(void);

/* Gives the guest what a machine's firmware offers its kernel, beyond the board's devices and the
 * calls. Fails if it gets no memory for it. */
error add_firmware(struct guest *guest);
