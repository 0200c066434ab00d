/* Exercise 8.2: sleep and wake, in the guest's kernel. */
#pragma once

#include "kernel.h"

/* Your answer, two system calls that are handled as those in guest/kernel/time.c are: a[0] is the
 * address of a word of 32 bits in the program's memory. */

/* Sleeps until sys_wake() of the same word, if the word is still a[1]. Returns 0, or -EAGAIN. */
long sys_wait(const uint64_t *a);

/* Wakes at most a[1] processes that wait for that word: those that have waited longest. Returns
 * how many. */
long sys_wake(const uint64_t *a);

/*
 * They may call space_at(), sleep(), wake() and printf(), and read `current`
 * (process.h), the task whose process makes the call. sleep() may return before wake() was called.
 */
