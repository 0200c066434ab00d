/*
 * The kernel format "Image", of two architectures: flat code whose first 64 bytes say how much
 * memory it needs, and where. Linux: Documentation/arch/riscv/boot-image-header.rst and
 * Documentation/arch/arm64/booting.rst. Other kernels use it as well.
 * The functions work on bytes that the caller has read; nothing in these bytes is trusted.
 */
#pragma once

#include "kernel_image.h"

/* Whether a file of that size with these first bytes is an Image. */
bool raw_image_is(const uint8_t *first, uint64_t file_size);

/* Reads the header of such a file. Fails if the kernel cannot run on this CPU, or does not fit into
 * base..base + size (GPA, bytes). */
error raw_image_read_header(const uint8_t *first, uint64_t file_size, uint64_t base, uint64_t size,
                            struct kernel_image *image);

/* --- ARCH_formats.c --- */

extern const uint32_t raw_image_magic;
extern const uint64_t raw_image_alignment; /* of text_offset */
