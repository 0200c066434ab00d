/* Random numbers that a seed decides: the same seed, the same numbers. */
#pragma once

#include <stdint.h>

void random_start(uint64_t seed);

uint64_t random_bits(void);

/* 0 .. limit - 1 */
uint64_t random_below(uint64_t limit);
