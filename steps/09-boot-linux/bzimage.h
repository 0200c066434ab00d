/*
 * Linux's format on the PC: Documentation/arch/x86/boot.rst, which gives the numbers' names.
 * The functions work on bytes that the caller has read; nothing in these bytes is trusted.
 */
#pragma once

#include "kernel_image.h"

/* The setup header, "The real-mode kernel header": at this place in the file, and in the zero page.
 */
#define SETUP_HEADER_AT 0x1f1

struct setup_header {
    uint8_t setup_sects; /* of 512 bytes, after the first one; 0 means 4 */
    uint16_t root_flags;
    uint32_t syssize; /* what is loaded, in units of 16 bytes */
    uint16_t ram_size, vid_mode, root_dev, boot_flag;
    uint8_t jump, header_end; /* bytes from the next field to the header's end */
    uint32_t header;
    uint16_t version;
    uint32_t realmode_swtch;
    uint16_t start_sys_seg, kernel_version;
    uint8_t type_of_loader, loadflags;
    uint16_t setup_move_size;
    uint32_t code32_start, ramdisk_image, ramdisk_size, bootsect_kludge;
    uint16_t heap_end_ptr;
    uint8_t ext_loader_ver, ext_loader_type;
    uint32_t cmd_line_ptr, initrd_addr_max, kernel_alignment;
    uint8_t relocatable_kernel, min_alignment;
    uint16_t xloadflags;
    uint32_t cmdline_size, hardware_subarch;
    uint64_t hardware_subarch_data;
    uint32_t payload_offset, payload_length;
    uint64_t setup_data, pref_address;
    uint32_t init_size, handover_offset;
} __attribute__((packed));

/* Where the header ends, in the file and in the zero page. */
static inline unsigned header_end(const struct setup_header *header)
{
    return 0x202 + header->header_end;
}

/* Whether a file of that size with these first bytes is a bzImage. */
bool bzimage_is(const uint8_t *first, uint64_t file_size);

/* Reads the header of such a file. Fails if the kernel has no 64-bit entry, if the file ends too
 * early, or if the kernel does not fit into base..base + size (GPA, bytes) from 1 MiB on. */
error bzimage_read_header(const uint8_t *first, uint64_t file_size, uint64_t base, uint64_t size,
                          struct kernel_image *image);
