/* Exercise 1.3: a stage-2 table by hand. */
#pragma once

#include <stdint.h>
#include "print.h"
#include "string.h"

#define TABLE_ENTRIES      512  /* of 8 bytes: a page, and aligned to a page */
#define HGATP_ROOT_ENTRIES 2048 /* RISC-V's root: 16 KiB, and aligned to 16 KiB */

/*
 * Your answer: builds a table that maps the page of guest-physical memory at gpa to the page of the
 * machine's at hpa, for reading, writing and executing, and that maps nothing else. Both addresses
 * are multiples of 4096. All tables are static memory in your file. Returns the root.
 *
 * Called again, it builds another table, and the one before is not used any more.
 */
void *table_for_hgatp(uint64_t gpa, uint64_t hpa);
void *table_for_vttbr(uint64_t gpa, uint64_t hpa);
void *table_for_ncr3(uint64_t gpa, uint64_t hpa);

/* They may call memset(), and printf() to see what they do. */
