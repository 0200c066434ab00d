/* Guests that are played, under a scheduler. */
#pragma once

#include "exercise.h"
#include "grade.h"

#define MS        1000ul
#define RUNS      4096
#define GUESTS    4
#define NEVER_END UINT64_MAX

/* A guest computes, then waits until a time; again and again. */
struct step {
    uint64_t computes, waits_until;
};

struct guest_played {
    struct step (*next)(unsigned guest, uint64_t now); /* what it does from now on */
    uint64_t left;                                     /* of what it computes */
    uint64_t waits_until, wakes_at;                    /* it may compute for longer than that */
    uint64_t ready_at, latest;                         /* the longest time from ready to running */
    uint64_t ran;
    struct run runs[RUNS];
    unsigned count;
};

extern struct guest_played played[GUESTS];

typedef struct turn scheduler(uint64_t now, unsigned ready, unsigned guests);

/* Plays so many guests, as new, for that time. False if the scheduler gave a turn that there cannot
 * be: this has missed the point. */
bool play(scheduler *next, unsigned guests, uint64_t time);
