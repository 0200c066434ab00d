/*
 * The machine's CPUs, all but the first, run the answer. One of them runs at a time, and before
 * each operation on a word another one may be chosen: by the seed, so that a run can be repeated.
 */
#pragma once

#include "cpus.h"

#define PLAYERS (CPUS_MOST - 1)

/* Starts them: the first call. */
void turns_start(void);

/* Runs what(player) on that many CPUs, from player 0 on, until it has returned on all of them. If
 * this needs more than `most` turns, or none of them can go on, they never return from it: false.
 */
bool turns_run(unsigned count, void (*what)(unsigned player), unsigned most);

/* Which of them this is. */
unsigned this_player(void);

/* Another CPU may run now. */
void turn(void);

/* This CPU has read the same number there again and again: it does not run before turn_changed()
 * for this address. */
void turn_asleep(const void *address);
void turn_changed(const void *address);
bool is_asleep(unsigned player);
