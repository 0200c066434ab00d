/* Exercise 10.2: pages with the same bytes are kept once, and copied when a guest writes. */
#pragma once

#include "page_alloc.h"
#include "print.h"
#include "stage2.h"
#include "string.h"

/* A page of a guest's RAM, which is mapped: 4 KiB. Not shared, it has all rights. */
struct guest_page {
    struct stage2 *stage2;
    uint64_t gpa;
};

/* How many mappings share the page of the machine at that HPA: your number, 0 at first. */
unsigned *sharers(uint64_t hpa);

/* Your answers. Each guest page is at most once in the list. Afterwards those with the same bytes
 * are one page, which can be read and executed, and the others are free. Returns how many pages
 * became free. */
unsigned merge_pages(const struct guest_page *pages, unsigned count);

/* The guest writes to this page, which cannot be written: it gets one with the same bytes and all
 * rights. Fails without memory for a copy, and then nothing has changed. */
error unshare_page(const struct guest_page *page);

/* The guest has ended: its page, shared or not, is unmapped, and freed if nobody else has it. */
error drop_page(const struct guest_page *page);

/* They may call sharers(), stage2_lookup(), stage2_map(), stage2_unmap(), stage2_protect(),
 * stage2_map_leaf(), page_alloc(), page_free(), memcmp(), memcpy(), error_of(), and printf(). What
 * changes the tables calls stage2_fence() itself. */
