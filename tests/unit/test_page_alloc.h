/* Shared by the tests of the page allocator. */
#pragma once

#include "page_alloc.h"

/* Gives the allocator that many pages, filled with rubbish, that start so many pages after a
 * multiple of 64 MiB. Returns the first one. */
char *add_zone(uint64_t pages, uint64_t offset);

/* The order of the largest free block; 0 when there is none. */
unsigned largest_order(void);

/* In test_page_alloc_zones.c and test_page_alloc_random.c. */
void test_neighbouring_zones_stay_apart(void);
void test_nothing_is_known_beyond_the_end(void);
void test_machine_ram(void);
void test_sixteen_gigabytes(void);
void test_random_workload(void);
