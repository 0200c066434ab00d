/* Exercise 11.2: pages are taken away from a guest that runs on other CPUs: all with one flush. */
#pragma once

#include "cpus.h"
#include "page_alloc.h"
#include "print.h"
#include "stage2.h"

struct taken_page {
    uint64_t gpa;   /* of a page; each is at most once in the list */
    uint64_t yours; /* any number that you want to keep for it */
};

/* Your answer: takes these pages away from the guest and frees them. The tables stay. A page that
 * is not mapped is left out. When it returns, no CPU runs the guest, and no CPU will use an old
 * translation when it runs the guest again. This CPU holds the host's lock. Returns how many pages
 * became free. All mapped pages have entries of their own, at height 0. */
unsigned take_pages(struct stage2 *stage2, struct taken_page *pages, unsigned count);

/* It may use what stage2.h has inline (entry_of(), table_below() and others), and these: */
extern struct cpu *cpus[CPUS_MOST];
extern unsigned cpus_count;
/* this_cpu(), cpus_gather(), cpu_will_flush(), stage2_fence(), stage2_lookup(), page_free(),
 * printf(). */
