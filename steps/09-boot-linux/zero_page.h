/*
 * What Linux finds when it is entered in 64-bit mode: the zero page with all that it is told, and
 * tables for a start. Documentation/arch/x86/boot.rst ("64-bit Boot Protocol") and zero-page.rst.
 * The kernel's own code is at 1 MiB or above, and all of this is below.
 */
#pragma once

#include "bzimage.h"
#include "vcpu.h"

/* Writes a zero page with the kernel's own setup header, from the first bytes of its file. */
error zero_page_begin(struct guest *guest, const uint8_t *first, const struct setup_header *header);

/* struct guest's `hand_over`: completes the zero page, and writes the command line and the tables.
 */
error hand_over_zero_page(struct guest *guest);

/* struct guest's `start`: in 64-bit mode, with the address of the zero page in rsi. */
guest_start start_long_mode;
