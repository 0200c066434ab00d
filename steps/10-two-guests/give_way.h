/* When the share that runs gives the CPU to another: its slice is over, or another is sooner. */
#pragma once

#include "scheduler.h"

/* A copy of the one that the options have chosen. */
extern struct policy policy;

/* Reads the option "slice". Fails if it is wrong. */
error give_way_from_options(void);

/* Prepares this CPU's deadlines. */
void give_way_init(void);

/* Another share may be ready: the one that runs on this CPU has its slice, and no more. */
void limit_slice(const struct cpu *cpu);

/* This CPU has found one to run. Those that became ready at the same time are offered. */
void offer_others(void);

/* Those that need not pause any more are ready. Whether one is sooner than the one that runs here.
 */
bool wake_shares(void);
