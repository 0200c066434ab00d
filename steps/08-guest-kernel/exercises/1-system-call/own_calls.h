/* The calls of an exercise's answer: their numbers follow one another, from the seed's on. */
#pragma once

#include <stdint.h>

extern long (*const own_calls[])(const uint64_t *arguments);
extern const unsigned own_calls_count;
