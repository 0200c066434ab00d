/* Shares that are not ready: those that wait for an interrupt, and those that rest for a time. */
#pragma once

#include "scheduler.h"

/* Before the share's first pause. */
void pause_init(struct share *share);

/* The share, which leaves the CPU at that time_counter(), waits; or rests until rests_until. */
void pause_to_wait(struct share *share, uint64_t now);
void pause_to_rest(struct share *share, uint64_t now);

/* Whether the share, in whichever state, is ready from now on. */
bool pause_ends(struct share *share);

/* Whether no share runs, is ready or pauses: all have ended, or are off. */
bool pauses_are_over(void);
