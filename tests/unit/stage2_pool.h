/*
 * Shared by the tests of the stage-2 tables: an empty table whose pages come from a small pool, and
 * what a machine gives to steps/03-stage2-tables. The memory of a leaf is never touched, so that
 * leaves may lead anywhere.
 */
#pragma once

#include "stage2.h"
#include "unit.h"

#define BLOCK (2ul << 20)
#define GIB   (1ul << 30)

extern struct stage2 stage2;
extern unsigned fences;

/* Tables that one page needs below the root, and one block. */
#define TABLES_FOR_PAGE  (STAGE2_LEVELS - 1)
#define TABLES_FOR_BLOCK (STAGE2_LEVELS - 2)

/* Makes a pool of that many pages and an empty table in it. */
void make_table(uint64_t pages);

/* Takes pages out of the pool until so many are left; or gives all of them back. */
void shrink_pool(uint64_t left);
void restore_pool(void);

/* Where gpa leads, as stage2_lookup() says; all ones when nowhere. */
uint64_t leads_to(uint64_t gpa);
unsigned prot_at(uint64_t gpa); /* 0 when nowhere */

/* In stage2_ARCH.c: the machine's entries, as numbers out of its manual. */
void test_entry_format(void);

/* In test_stage2_leaf.c, test_stage2_tables.c and test_stage2_random.c. */
void test_mapping_a_leaf(void);
void test_leaves_that_are_refused(void);
void test_no_memory_for_a_leaf(void);
void test_how_far_gaps_reach(void);
void test_from_gap_to_gap(void);
void test_splitting_a_block(void);
void test_changes_end_with_a_fence(void);
void test_no_memory_for_a_table(void);
void test_no_memory_to_split(void);
void test_destroy_gives_all_back(void);
void test_drawing(void);
void test_random_changes(void);
void test_random_changes_without_memory(void);
