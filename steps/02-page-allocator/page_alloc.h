/*
 * A buddy allocator over all RAM that the hypervisor is free to use.
 *
 * A block is 2^order pages, aligned to its own size. Two neighbours that make up an aligned block
 * of twice the size are buddies: their addresses differ in one bit. Allocating splits a block into
 * buddies until it has the right size; freeing merges a block with its buddy while that is free.
 */
#pragma once

#include "error.h"

#include <stddef.h>
#include <stdint.h>

/* Takes over base..end (HPA, bytes). The first pages hold the allocator's data about the others. */
void page_alloc_add(uint64_t base, uint64_t end);

/* Takes over all of machine.ram. */
void page_alloc_init(void);

/* A block of 2^order pages, zeroed and aligned to its size; NULL if none is free. */
void *page_alloc(unsigned order);

/* Frees a block of any order. An error if no block that is in use starts there. */
error page_free(void *block);

/* Pages that can be allocated. */
size_t pages_free(void);

/* The smallest order whose blocks hold that many bytes. */
unsigned order_of(uint64_t bytes);
