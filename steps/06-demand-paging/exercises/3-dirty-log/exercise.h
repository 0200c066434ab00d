/* Exercise 6.3: a log of the pages that a guest writes. */
#pragma once

#include "demand.h"
#include "page_alloc.h"
#include "string.h"
#include ARCH_HEADER(demand)

/* Your answer: from now on the log notes which pages of the guest's RAM are written. Fails if a
 * table cannot be changed. */
error dirty_log_start(struct guest *guest);

/* Your answer: bit n % 64 of bitmap[n / 64] becomes 1 if page n of the guest's RAM has been written
 * since the start or the last collection, else 0, for all pages. *count is the number of bits that
 * are 1. Afterwards the log is empty, and continues. */
error dirty_log_collect(struct guest *guest, uint64_t *bitmap, uint64_t *count);

/* Your answer: ends the log. Writes cost nothing any more. */
error dirty_log_stop(struct guest *guest);

/* It may call stage2_lookup(), stage2_protect(), stage2_fence(), guest_region_at(),
 * guest_memory_at(), demand_unmapped(), redeliver_event(), stop_guest(),
 * memset(), error_of(), and printf(), and set a row of exit_handlers[]. */
