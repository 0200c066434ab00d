/* Guests that are played: each computes and waits in turns. */
#pragma once

#include "exercise.h"

#define MS    1000ul /* microseconds */
#define SLICE (10 * MS)

struct player {
    uint64_t burst, pause;   /* it computes for so long, then waits for so long, in turns */
    uint64_t left, wakes_at; /* of this burst; when it waits */
    uint64_t latest;         /* the longest time from ready to running, */
    uint64_t ran;            /* and how long it ran, since play() was called last */
    struct share share;
    uint64_t own[4];
};

extern struct player players[GUESTS_MOST];

/* The guests are as new: so many, with these weights. They compute without end. */
void play_with(unsigned count, const unsigned *weights);

/* From now on the guest computes and waits in turns. */
void play_turns(unsigned n, uint64_t burst, uint64_t pause);

/* Plays for so long. False if the policy has lost a share, or gave one that was not ready: this has
 * missed the point. */
bool play(uint64_t time);

/* How many thousandths of that time it ran. */
unsigned permille(unsigned n, uint64_t time);
