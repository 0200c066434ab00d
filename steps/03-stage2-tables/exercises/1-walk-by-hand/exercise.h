/* Exercise 3.1: where does a guest-physical address lead? */
#pragma once

#include "stage2.h"

/* What one GPA finds in the table. */
struct walk {
    unsigned index[4]; /* of the entry in each table on the way, the root's first; then 0 */
    uint64_t hpa;      /* of that very byte; 0 if the GPA is not mapped */
    unsigned prot;     /* STAGE2_R and so on: what the guest may do; 0 if the GPA is not mapped */
};

/* Your answer, for one seed: the numbers that you worked out for the GPAs that the grader prints.
 * By hand you do not need the root. It is there for a program that walks, which is an answer as
 * well. */
struct walk walk_by_hand(uint64_t gpa, const stage2_entry *root);

/* It may call nothing. */
