/* What the guests of these tests share: ARCH.S calls use_memory(). */
#pragma once

#include "print.h"

#define PAGE  4096ul
#define IMAGE 32 /* pages: the guest lies within so many from its code on */

/* With where RAM and flash are, and their sizes in bytes. */
int use_memory(unsigned long ram, unsigned long ram_bytes, unsigned long flash,
               unsigned long flash_bytes);

/* Every test's files have this word there. */
static inline uint32_t word_of_flash(unsigned long offset)
{
    return offset / 4 * 2654435761u;
}

static inline void print_pair(const char *name, uint64_t n)
{
    print(name);
    print_number(n);
}
