#include "exercise.h"

const uint64_t period = 100000;

uint64_t sender_computes(bool bit)
{
    return 0; /* your code */
}

bool receiver_reads(const struct run *runs, unsigned count)
{
    return false; /* your code */
}

/* A guest that is ready, in turns of 5 ms. */
struct turn next_turn(uint64_t now, unsigned ready, unsigned guests)
{
    unsigned first = now / 5000 % guests;
    for (unsigned i = 0; i < guests; i++) {
        unsigned guest = (first + i) % guests;
        if (ready >> guest & 1)
            return (struct turn){guest, now / 5000 * 5000 + 5000};
    }
    return (struct turn){NOBODY, now + 5000};
}
