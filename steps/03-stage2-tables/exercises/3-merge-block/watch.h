/* What exercise 3.3's grader gives to merge_block(), and what it sees meanwhile. */
#pragma once

#include "exercise.h"

/* 512 new pages for each attempt. The earlier tables stay in memory, because an answer may
 * have freed a part of them. */
struct pages {
    struct stage2 stage2;
    uint64_t gpa, hpa; /* of the first page */
    unsigned prot;
    stage2_entry *slot;  /* the entry at height 1 */
    stage2_entry *table; /* what it points to */
};
extern struct pages pages;

/* Maps them with pages.prot, from pages.gpa to pages.hpa, in an empty stage 2. */
void map_pages(void);

/* Maps pages with random addresses and rights. No guest uses their memory. */
void map_random_pages(void);

/* Sets pages.slot and pages.table, from pages.gpa. */
void find_entry(void);

/* What the last merge() saw. The entry is *pages.slot. */
struct watch {
    bool on;
    unsigned fences;
    bool broken;              /* at a fence, the entry was not valid */
    bool unlinked;            /* at a fence, the entry was no table */
    bool freed, freed_early;  /* the table's page; early: before it was unlinked */
    stage2_entry last, after; /* the entry at the last fence, and at the end */
    long pages_more;          /* that are free at the end */
};
extern struct watch watch;

/* Calls merge_block(), and watches the functions that it calls. */
error merge(uint64_t gpa);
