/*
 * For the grader: the guest's RAM, of which it uses some pages, and what is done with them. The
 * linker has the calls of some functions come here, so that their order is seen.
 */
#pragma once

#include "../1-read-ahead/words.h"

#define AREA_PAGES 64
#define GIVEN_MAX  1000 /* in one call: no more memory is given, so that it comes to its end */

/* The guest's RAM: far more than the machine has. In the middle of it are the pages it uses. */
extern uint64_t ram_base, ram_size, area;
/* Mapped pages right before and after the RAM, which belong to other regions. */
extern uint64_t before_ram, after_ram;

/* Makes the guest, and offers it the call. */
void watch_init(void);

uint64_t page_gpa(unsigned n);

/* The guest writes into that page of the area. False if it is stopped. */
bool use_page(unsigned n);
bool is_used(unsigned n);

/* What the answer said, and what was seen meanwhile. */
struct call {
    bool came_back;      /* the guest made the call, and resumed */
    error refused;       /* the answer's error */
    uint64_t freed;      /* pages more that are free afterwards; fewer are a large number */
    uint64_t given;      /* pages of RAM that were given during the call */
    uint64_t lookups;    /* calls of stage2_lookup() */
    const char *problem; /* the order was wrong */
    uint64_t problem_at; /* GPA */
};

/* The guest gives pages back, or the grader does it in its place: with any numbers. */
struct call guest_gives_back(uint64_t gpa, uint64_t pages);
struct call grader_gives_back(uint64_t gpa, uint64_t pages);

/* Those pages are not used any more. */
void note_given_back(unsigned first, unsigned count);

/* The first page of the area that is mapped and not used, or the other way round; AREA_PAGES if
 * there is none. */
unsigned first_wrong_page(void);
