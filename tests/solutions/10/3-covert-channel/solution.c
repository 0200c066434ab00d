#include "exercise.h"

#define WINDOW 4000

const uint64_t period = 12000;

uint64_t sender_computes(bool bit)
{
    return bit ? 5000 : 0; /* a turn */
}

/* If the sender computes, the receiver has the CPU for every other turn. */
bool receiver_reads(const struct run *runs, unsigned count)
{
    uint64_t ran = 0;
    for (unsigned i = 0; i < count; i++)
        ran += runs[i].to - runs[i].from;
    return ran * 10 < period * 8;
}

/* Each guest has a window, which is nobody's while the guest waits. */
struct turn next_turn(uint64_t now, unsigned ready, unsigned guests)
{
    uint64_t window = now / WINDOW;
    unsigned guest = window % guests;
    return (struct turn){ready >> guest & 1 ? (int)guest : NOBODY, (window + 1) * WINDOW};
}
