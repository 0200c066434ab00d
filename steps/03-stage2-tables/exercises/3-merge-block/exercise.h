/* Exercise 3.3: 512 pages become one block. */
#pragma once

#include "stage2.h"
#include "print.h"

/*
 * Your answer: replaces the 512 pages from gpa on by one block that says the same, break before
 * make, and frees the page of their table. No access may find an old translation afterwards.
 *
 * It returns an error, and changes nothing, unless gpa is the guest-physical address of a block, a
 * table with 512 valid pages is there, all have the same rights, and their memory is a block too.
 */
error merge_block(struct stage2 *stage2, uint64_t gpa);

/* It may call stage2_fence(), page_free(), error_of() for its errors, and printf(). */
