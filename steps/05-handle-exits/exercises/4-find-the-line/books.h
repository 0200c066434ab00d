/* The books about a guest's calls, with the bugs. recorded.c, which students debug, and the grader
 * use them. */
#pragma once

#include "exits.h"
#include "stage2.h"

#define RECORDINGS 3
#define BOOK_CALLS 600 /* in the book at most: more than the guest makes */

struct note {
    uint64_t number; /* of the call: the first one is 1 */
    uint64_t pc, time, first, second, elapsed;
};
extern struct note book[BOOK_CALLS];

/* Chooses the bug of this recording. It damages one of the guest's pages in recording 1, `entry` of
 * the stage-2 table in 2, and the note of a call in 3. `pages` is the HPA of at least 100 pages. */
void open_books(uint64_t seed, unsigned recording, uint8_t *pages, stage2_entry *entry);

/* Writes a call, with its first two arguments, into the books. */
void note_call(const struct vm_exit *exit, uint64_t first, uint64_t second);
