/*
 * A guest that runs on two CPUs of the machine, and reads its pages there. A third CPU has run it
 * and waits. The first CPU, which runs the answer, holds the lock except in readers_run().
 */
#pragma once

#include "exercise.h"

#define READERS 2
#define WAITER  (READERS + 1) /* the number of the CPU that waits */
#define PAGES   64            /* of the guest's, which can be taken */
#define AREA    512           /* pages from the first one to the last one */

/* A page that the guest has. */
struct reader_page {
    uint64_t gpa, hpa;
    uint32_t word; /* in it; not 0 */
};

extern struct guest reader_guest;
extern struct reader_page reader_pages[PAGES];

/* Starts the CPUs and the guest: the first call. */
void readers_start(void);

/* The guest gets new pages, in places of the seed's, and has read them all on its CPUs. */
void readers_new_pages(void);

/* The guest runs until it has read its list once more on each of its CPUs. False if it does not. */
bool readers_run(void);

/* What the guest has read last in that page, on that CPU of its; 0 after a fault. */
uint32_t reader_word(unsigned reader, unsigned page);

/* Whether the CPU could use an old translation when it runs the guest next; or does so now. */
bool cpu_keeps_old(unsigned cpu);
