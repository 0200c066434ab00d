/* Exercise 10.2: pages with the same bytes are kept once, and copied when a guest writes. */
#pragma once

#include "page_alloc.h"
#include "print.h"
#include "stage2.h"
#include "string.h"

/* A mapped page of a guest's RAM: 4 KiB. While it is not shared, it has all rights. */
struct guest_page {
    struct stage2 *stage2;
    uint64_t gpa;
};

/* A number that you keep for the page of the machine at that HPA: how many mappings share it. 0 at
 * first. */
unsigned *sharers(uint64_t hpa);

/* Your answers. Each guest page is at most once in the list. Afterwards all pages with the same
 * bytes are mapped to one page of the machine, which can be read and executed, and the other pages
 * are free. Returns how many pages became free. */
unsigned merge_pages(const struct guest_page *pages, unsigned count);

/* The guest writes to this page, but has no right to: it gets a page with the same bytes and all
 * rights. Fails if there is no memory for a copy, and then nothing has changed. */
error unshare_page(const struct guest_page *page);

/* The guest has ended: unmaps its page, shared or not, and frees it if no other guest maps it. */
error drop_page(const struct guest_page *page);

/* They may call sharers(), stage2_lookup(), stage2_map(), stage2_unmap(), stage2_protect(),
 * stage2_map_leaf(), page_alloc(), page_free(), memcmp(), memcpy(), error_of(), and printf(). What
 * changes the tables calls stage2_fence() itself. */
