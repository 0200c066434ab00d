#include "random.h"

static uint64_t state;

void random_start(uint64_t seed)
{
    state = seed;
}

/* Vigna's splitmix64: any seed is a good one, and neighbours have nothing in common. */
uint64_t random_bits(void)
{
    uint64_t z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

uint64_t random_below(uint64_t limit)
{
    return random_bits() % limit;
}
