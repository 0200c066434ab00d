/* Which line goes wrong, and in which call: the seed decides. The code that students debug keeps
 * only mix() of both, so none of its variables shows them. */
#pragma once

#include <stdint.h>

#define SUSPECTS 5 /* lines of a recording */

/* A suspect's number: those of recording 1 come first. */
enum suspect {
    LAST_PC,
    LAST_TIME,
    LAST_FIRST,
    LAST_SECOND,
    LAST_ELAPSED,
    HISTORY_PC,
    HISTORY_TIME,
    HISTORY_FIRST,
    HISTORY_SECOND,
    HISTORY_ELAPSED,
    NOTE_PC,
    NOTE_TIME,
    NOTE_FIRST,
    NOTE_SECOND,
    NOTE_ELAPSED,
    ALL_SUSPECTS
};

/* For each suspect that has run: its line in books.c. */
extern unsigned suspect_lines[ALL_SUSPECTS];

struct bug {
    enum suspect suspect;
    uint64_t call; /* its number */
};

/* A hash of n: one cannot see n in it (the last steps of SplitMix64). */
static inline uint64_t mix(uint64_t n)
{
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
    n = (n ^ n >> 27) * 0x94d049bb133111eb;
    return n ^ n >> 31;
}

static inline uint64_t mix_bug(struct bug bug)
{
    return mix(bug.call * ALL_SUSPECTS + bug.suspect);
}

/* By call 200 the guest has written all pages that may be damaged. It makes more than 450 calls. */
static inline struct bug choose_bug(uint64_t seed, unsigned recording)
{
    uint64_t chosen = mix(seed * 8 + recording);
    return (struct bug){
        .suspect = (recording - 1) * SUSPECTS + chosen % SUSPECTS,
        .call = 200 + (chosen >> 32) % 250,
    };
}
