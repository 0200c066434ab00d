/* Exercise 10.3: a covert channel through the scheduler, and a scheduler without it. */
#pragma once

#include "print.h"

#include <stdbool.h>
#include <stdint.h>

/* A guest had the CPU from the first of these times to the second: microseconds since the period
 * began. */
struct run {
    uint64_t from, to;
};

/* The guest of that number has the CPU until then; or nobody has. */
struct turn {
    int guest;
    uint64_t until;
};
#define NOBODY (-1)

/* Your answers. For one bit: microseconds. */
extern const uint64_t period;

/* How long the sender computes at the beginning of a period with this bit; at most the period. */
uint64_t sender_computes(bool bit);

/* Which bit was sent in a period in which the receiver had the CPU at these times, in order. It
 * always computes. */
bool receiver_reads(const struct run *runs, unsigned count);

/* Bit n of `ready` says whether guest n is ready: one of the first 2 to 4, which are all that there
 * are. `until` is later than now. A guest that is not ready cannot have the CPU. */
struct turn next_turn(uint64_t now, unsigned ready, unsigned guests);

/* They keep nothing between two calls, and may call printf(). */
