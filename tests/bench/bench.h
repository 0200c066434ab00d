/* What the programs of ./run.sh bench share: each prints its figures, "name: number", a line each.
 */
#pragma once

#include "machine.h"
#include "page_alloc.h"
#include "print.h"

/* Ticks of cycle_counter() that a statement takes, without those of reading the counter twice. */
#define COST(statement)                   \
    ({                                    \
        uint64_t empty = cycle_counter(); \
        empty = cycle_counter() - empty;  \
        uint64_t start = cycle_counter(); \
        statement;                        \
        cycle_counter() - start - empty;  \
    })

/* Takes pages until a block of 2 MiB is split for one, so that what comes after it costs the same
 * wherever RAM begins. Returns what that page cost. */
static inline uint64_t split_a_block(void **page)
{
    const uint64_t block = PAGE_SIZE << 9;
    uint64_t cost;
    do
        cost = COST(*page = page_alloc(0));
    while (*page &&
           (uintptr_t)*page % (2 * block) != block); /* as a buddy, no part of a larger one */
    return cost;
}
