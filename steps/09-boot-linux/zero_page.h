/*
 * What Linux is told when it is entered in 64-bit mode: its zero page. Documentation/arch/x86/
 * boot.rst ("64-bit Boot Protocol") and zero-page.rst. It lies below 1 MiB; kernels do not.
 */
#pragma once

#include "bzimage.h"
#include "guest.h"

enum { ZERO_PAGE = 0x20000, COMMAND_LINE = 0x21000 }; /* GPA: a page each */

/* Begins the zero page with the kernel's own setup header, which is in the first bytes of its file.
 */
error zero_page_begin(struct guest *guest, const uint8_t *first);

/* Adds the memory, the initrd and the command line. Fails if these two are not what the kernel's
 * header allows. */
error zero_page_complete(struct guest *guest);
