/* Exercise 6.2: a balloon. A guest gives pages of its RAM back. */
#pragma once

#include "demand.h"
#include "page_alloc.h"

/* Your answer: takes this number of pages, from gpa on, away from the guest, and frees them. Pages
 * that are only promised stay so. Fails, and changes nothing, unless all of them are whole pages of
 * the guest's RAM. */
error give_back(struct guest *guest, uint64_t gpa, uint64_t pages);

/* It may call stage2_lookup(), stage2_unmap(), stage2_fence(), page_free(), guest_region_at(),
 * guest_memory_at(), demand_unmapped(), error_of(), and printf(). */
