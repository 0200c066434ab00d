/* Processes that have a page in common, for the grader of exercise 8.2. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Numbers of the answer's calls. */
enum { WAIT, WAKE };

/* That many processes that have nothing to do, beside FIRST. Misses the point if there are not
 * enough: those of earlier points still wait. */
bool waiters(unsigned *pids, unsigned count);

/* The address of a new word with this value, in the page that all processes have in common. */
uint64_t new_word(uint32_t value);

/* The second address of that word. */
uint64_t other_address(uint64_t word);

/* The address of a word that is 0, in memory that each process has for itself. */
uint64_t private_word(void);

/* Has the processes wait, one after the other: for a new word, whose address is returned, or for
 * that one. */
uint64_t wait_for(const unsigned *pids, unsigned count);
void wait_for_word(const unsigned *pids, unsigned count, uint64_t word);

/* That process wakes at most so many: the result. */
int64_t wake_up(unsigned pid, uint64_t word, uint64_t count);

/* Lets the guest run until no process can run except the first; at most for ten of its ticks. */
void settle(void);
