/* Exercise 6.1: pages of the flash's file that are read before the guest uses them. */
#pragma once

#include "demand.h"
#include "page_alloc.h"

/* Your answer: the `give` of the guest's flash. Gives the page that has gpa, and then the next
 * pages_ahead pages. Fails only if the guest's own page cannot be given. */
error give_ahead(struct guest *guest, struct guest_region *flash, uint64_t gpa, uint64_t size);

/* How many pages are given ahead, at most. */
extern uint64_t pages_ahead;

/* What the step does: reads the page that has gpa, where nothing is mapped, and maps it. If no page
 * is free, another page of flash is taken back for it. Fails if there is no memory, or if the disk
 * cannot be read. */
error give_page(struct guest *guest, struct guest_region *flash, uint64_t gpa);

/* Free pages that give_page() can need: one for the bytes, and one for a table on each level below
 * the root. */
#define PAGES_FOR_ONE STAGE2_LEVELS

/* It may call these, stage2_lookup(), demand_unmapped(), pages_free(), and printf(). */
