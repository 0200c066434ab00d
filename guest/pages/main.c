/*
 * Uses memory that it was promised: pages all over its RAM, and where there are more than it has
 * patience for, some of them at equal distances. Each has to be zero at first, and to keep what is
 * written into it.
 */
#include "print.h"

#define PAGE     4096ul
#define PATIENCE 8192 /* pages */
#define IMAGE    16   /* pages: this program lies within so many from its code on */

int use_pages(unsigned long base, unsigned long bytes);

static uint64_t *page_at(unsigned long base, unsigned long number)
{
    return (uint64_t *)(base + number * PAGE);
}

/* ARCH.S: with what the hypervisor told us at the start. */
int use_pages(unsigned long base, unsigned long bytes)
{
    unsigned long first = ((unsigned long)use_pages - base) / PAGE + IMAGE, end = bytes / PAGE;
    unsigned long step = (end - first) / PATIENCE + 1, used = 0, wrong = 0;
    for (unsigned long n = first; n < end; n += step, used++) {
        wrong += *page_at(base, n) != 0;
        *page_at(base, n) = n;
    }
    for (unsigned long n = first; n < end; n += step)
        wrong += *page_at(base, n) != n;
    print_number(bytes >> 10);
    print(" KiB of RAM, ");
    print_number(used);
    print(" pages used, ");
    print_number(wrong);
    print(" wrong\n");
    if (wrong)
        __builtin_trap();
    shut_down();
}
