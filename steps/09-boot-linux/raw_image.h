/*
 * The kernel format "Image", of two architectures: flat code whose first 64 bytes say how much
 * memory it needs, and where. Linux: Documentation/arch/riscv/boot-image-header.rst and
 * Documentation/arch/arm64/booting.rst. Other kernels follow them as well.
 */
#pragma once

#include "load_guest.h"

/* All numbers are little-endian. */
struct raw_image_header {
    uint32_t code[2];
    uint64_t text_offset; /* bytes from an address that is a multiple of 2 MiB to the first byte */
    uint64_t image_size;  /* bytes of memory from there on, those that are not in the file too */
    uint64_t flags;
    uint64_t reserved[3];
    uint32_t magic, reserved_2;
};

extern struct image_format raw_image_format;

/* --- ARCH_formats.c --- */

extern const uint32_t raw_image_magic;
extern const uint64_t raw_image_alignment; /* of text_offset */
