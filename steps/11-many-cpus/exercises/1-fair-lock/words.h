/*
 * What the grader sees of the lock's words: which CPU wrote what before which other one (C11's
 * "happens before"), what its cache would have to load, and how often it reads and writes.
 */
#pragma once

#include "exercise.h"
#include "turns.h"

#define LOCKS 2
extern struct fair_lock fair_locks[LOCKS];

/* Of each CPU, since words_begin() was called on it last. */
struct use {
    unsigned operations; /* of all kinds, */
    unsigned writes;     /* and those that write, or may */
    unsigned same;       /* the last ones, which have read the same */
};
extern struct use uses[PLAYERS];

/* Lines that the CPUs' caches had to load, or to take from others, in this run. */
extern unsigned misses;

/* All words are 0, and no CPU has seen anything of another. */
void words_reset(void);

void words_begin(void);

/* This CPU writes something that the lock protects. Returns the player that wrote it last, if that
 * write need not be seen here; else PLAYERS. */
unsigned words_write_protected(unsigned lock);
