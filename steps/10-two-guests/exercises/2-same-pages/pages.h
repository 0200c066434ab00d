/* The grader's guests: tables with pages in them, whose bytes it knows. */
#pragma once

#include "exercise.h"
#include "grade.h"
#include "random.h"

#define GUESTS    4
#define PAGES     24 /* of each guest */
#define FIRST_GPA 0x40000000ul

/* What the grader knows of a page: by a number, which bytes it has; 0: it is not there. */
struct known {
    struct guest_page page;
    uint64_t bytes;
};

extern struct known known[GUESTS][PAGES];

/* Gives the allocator its memory: the first call. */
void pages_init(void);

/* Makes tables without pages; those of the point before are gone. */
void pages_start(void);

/* The guest gets a page with the bytes of that number, which is not 0. */
void pages_add(unsigned guest, unsigned n, uint64_t bytes);

/* The guest writes other bytes into its page. */
void pages_change(unsigned guest, unsigned n, uint64_t bytes);

/* Where the page is; hpa is 0 if it is not mapped. */
struct stage2_place pages_place(unsigned guest, unsigned n);

/* Calls merge_pages() with all pages that there are, in an order of the seed's. */
unsigned pages_merge(void);

/* Misses the point unless each page has its bytes, and pages that can be written or differ are
 * nobody else's. */
bool pages_are_kept(const char *when);

/* And unless pages with the same bytes are one, which cannot be written, and all others can. */
bool pages_are_right(const char *when);

/* How many different bytes there are; how many pages have the bytes of that number. */
unsigned pages_distinct(void);
unsigned pages_with(uint64_t bytes);

/* Takes all memory, and gives it back. */
void pages_take_all(void);
void pages_give_all(void);
