/* Exercise 11.3: a scheduler with a queue for each CPU, from which other CPUs steal. */
#pragma once

#include "print.h"
#include "scheduler.h"

/* Your answer. this_cpu()->number says on which CPU a function is called, from 0 on. The functions
 * may read these fields of struct share: ran, since, weight and a_tick; and change these: next and
 * virtual_time. As the scheduler does, the grader adds a_tick to virtual_time for each tick that
 * the share has run. There is no vcpu. */
extern const struct policy stealing_policy;

/* How many CPUs there are now: the numbers below that. */
unsigned cpus_used(void);

/* The time in microseconds. Here a tick is a microsecond. */
uint64_t now(void);

/* Four numbers for each share, which only you use; 0 when the share is new. */
uint64_t *own(const struct share *share);

/* Your answer may call these three, this_cpu() and printf(). */
