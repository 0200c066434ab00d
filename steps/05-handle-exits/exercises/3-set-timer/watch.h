/*
 * For the grader: runs its guest, and watches the answer meanwhile. What the answer does wrong with
 * the host's timer or the guest's line ends the run at once, so that no guest runs for ever.
 */
#pragma once

#include "timer_guest.h"

struct step_of_script {
    int32_t what, argument;
};

/* What is watched in a run, and how it went. */
struct run {
    uint64_t turn;   /* ticks until the guest's turn is over */
    uint64_t reach;  /* ticks: how far ahead the host's timer can be set */
    bool early, end; /* it matters: an interrupt before its time; a timer too late for the end */

    bool came_early; /* the host's timer came before the guest's time */
    enum guest_action action;
    const struct vm_exit *last;
    uint64_t ended_at;            /* time_counter() */
    uint64_t end_of_turn;         /* time_counter() */
    uint32_t count, raised, seen; /* of the guest's data */
    const char *problem;          /* what ended the run; NULL if nothing that was watched */
};

/* Makes the guest and offers it the call. */
void watch_init(void);

/* Runs the guest with that script; its n-th interrupt sets the timer to answers[n], the others to
 * none. */
void run_script(struct run *run, const struct step_of_script *script, unsigned steps,
                const uint32_t *answers, unsigned count);
