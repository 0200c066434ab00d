/* CPUs and guests that are played: each guest computes and waits, and runs where the policy says.
 */
#pragma once

#include "exercise.h"

#define MS     1000ul /* microseconds */
#define SLICE  (10 * MS)
#define GUESTS 16

struct guest_played {
    struct share share;
    uint64_t burst, pause;   /* it computes for so long, then waits for so long */
    uint64_t left, wakes_at; /* of the burst; while it waits */
    uint64_t own[4];

    uint64_t ran;             /* since play() was called last, */
    uint64_t switches, moves; /* times that it was put on a CPU; on another than before */
    int cpu, last_cpu;        /* where it runs, where it ran last; NOWHERE */
};
#define NOWHERE (-1)

extern struct guest_played guests[GUESTS];

/* New guests with these weights, on that many CPUs. They compute without end. */
void play_with(unsigned cpus, unsigned guests, const unsigned *weights);

/* From now on the guest computes and waits in turns. */
void play_turns(unsigned guest, uint64_t burst, uint64_t pause);

/* All guests wake on CPU 0 from now on; else on any. */
void play_wake_on_first(void);

/* Plays for so long. False after a miss: a guest was lost, or ran twice at a time, or a CPU had
 * nothing to run though it could have. */
bool play(uint64_t time);
