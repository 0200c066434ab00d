/* Shared by the tests of the page allocator. */
#pragma once

#include "page_alloc.h"

/* Gives the allocator that many pages, filled with rubbish, that start so many pages behind a
 * multiple of 64 MiB. Returns the first one. */
char *add_zone(uint64_t pages, uint64_t offset);

/* The order of the largest free block; 0 when there is none. */
unsigned largest_order(void);

void test_random_workload(void);
