/* For the grader: what the answer does. The linker has the calls of some functions come here. */
#pragma once

#include "readers.h"

/* Of one call of take_pages(). */
struct call {
    unsigned returned, freed;
    unsigned gathers, fences;       /* calls of cpus_gather() and stage2_fence() */
    unsigned interrupts[CPUS_MOST]; /* that were sent to each CPU */
    bool fenced;                    /* on this CPU, when all of the pages were unmapped */
    const char *wrong_free;         /* what was wrong when a page was freed; NULL: nothing */
    uint64_t wrong_at;              /* HPA */
    unsigned old_cpu;               /* that could use an old translation when it returned; or 0 */
    bool in_guest;                  /* that CPU was in the guest even then, */
    unsigned old_read;              /* and read a word in so many pages that were free */
};

/* Calls it with those of reader_pages[], in an order of the seed's, and `more` pages that are not
 * mapped. `writes`: the guest writes to its pages as long as it can. */
struct call watch_take(const bool taken[PAGES], unsigned more, bool writes);
