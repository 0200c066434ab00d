/* The books about a guest's calls, with the bugs: for recorded.c, whose runs are looked at, and for
 * the grader. */
#pragma once

#include "exits.h"
#include "stage2.h"

#define RECORDINGS 3
#define BOOK_CALLS 600 /* it has room for: more than the guest makes */

struct note {
    uint64_t number; /* of the call: the first one is 1 */
    uint64_t pc, time, first, second, elapsed;
};
extern struct note book[BOOK_CALLS];

/* Chooses the recording's bug, and what it damages: in recording 1 a page of the guest's memory, in
 * 2 an entry of its stage-2 table. `pages` is the HPA of 100 pages at least. */
void open_books(uint64_t seed, unsigned recording, uint8_t *pages, stage2_entry *entry);

/* Writes a call with its first two arguments into the books. */
void note_call(const struct vm_exit *exit, uint64_t first, uint64_t second);
