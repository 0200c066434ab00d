/* What the header of a kernel's file says: the bytes that are loaded, and the memory it needs. */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct kernel_image {
    uint64_t offset, size; /* in the file: bytes */
    uint64_t gpa, needs;   /* where they go, and bytes of memory that are the kernel's from there */
    uint64_t entry;        /* GPA */
};

/* --- ARCH_formats.c --- */

/* Whether the kernel can run on this CPU, as far as the flags in its header tell. */
error check_kernel_flags(uint64_t flags);
