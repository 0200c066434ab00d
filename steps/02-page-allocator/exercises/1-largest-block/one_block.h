/* RAM for the allocator of which a grader knows what is free. */
#pragma once

#include "grade.h"
#include "machine.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

#define RUBBISH 0x5a /* each byte of memory that nobody has used yet */

/* Gives the allocator RAM of which all but the first page is one free block, of an order below 12.
 * Returns the block. */
static inline char *add_block(unsigned order)
{
    static uint64_t next; /* the first address that is not given yet */
    struct memory_range *ram = machine.ram;
    for (unsigned i = 1; i < machine.ram_ranges; i++) {
        if (machine.ram[i].end - machine.ram[i].base > ram->end - ram->base)
            ram = &machine.ram[i];
    }
    if (!next)
        next = ram->base;

    uint64_t size = PAGE_SIZE << order, own = PAGE_SIZE; /* own: the allocator's, for its data */
    uint64_t base = (next + own + size - 1) / size * size + random_below(4) * size;
    next = base + size;
    must(next <= ram->end ? OK : "too little RAM");
    memset((void *)(base - own), RUBBISH, own + size);
    page_alloc_add(base - own, next);
    return (char *)base;
}
