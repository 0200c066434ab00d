/*
 * Uses at most MAX_PAGES pages, at equal distances, of the RAM that it was promised. Each page has
 * to be zero at first, and to keep what the guest writes into it.
 */
#include "print.h"

#define PAGE      4096ul
#define MAX_PAGES 8192
#define IMAGE     16 /* pages: this program ends within so many after use_pages() */

int use_pages(unsigned long base, unsigned long bytes);

static uint64_t *page_at(unsigned long base, unsigned long number)
{
    return (uint64_t *)(base + number * PAGE);
}

/* Called by ARCH.S, with the address of RAM and with its size from the hypervisor. */
int use_pages(unsigned long base, unsigned long bytes)
{
    unsigned long first = ((unsigned long)use_pages - base) / PAGE + IMAGE, end = bytes / PAGE;
    unsigned long step = (end - first) / MAX_PAGES + 1, used = 0, wrong = 0;
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
