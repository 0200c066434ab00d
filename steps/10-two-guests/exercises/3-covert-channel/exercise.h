/* Exercise 10.3: a covert channel through the scheduler, and a scheduler without it. */
#pragma once

#include "print.h"

#include <stdbool.h>
#include <stdint.h>

/* A guest had the CPU between these times: microseconds since the period began. */
struct run {
    uint64_t from, to;
};

/* The guest with that number has the CPU until that time, or NOBODY has it. */
struct turn {
    int guest;
    uint64_t until;
};
#define NOBODY (-1)

/* Your answers. The time for one bit: microseconds. */
extern const uint64_t period;

/* How long the sender computes at the beginning of a period with this bit; at most the period. */
uint64_t sender_computes(bool bit);

/* Which bit was sent in a period in which the receiver had the CPU at these times, in order. It
 * always computes. */
bool receiver_reads(const struct run *runs, unsigned count);

/* There are 2 to 4 guests, from 0 on. Bit n of `ready` says whether guest n is ready. A guest that
 * is not ready cannot have the CPU. `until` must be later than now. */
struct turn next_turn(uint64_t now, unsigned ready, unsigned guests);

/* The functions must remember nothing from one call to the next. They may call printf(). */
