/* Deadlines: times at which something is to be done, whatever the guest does. They share the one
 * timer of this CPU, which is set to the earliest. */
#pragma once

#include "handlers.h"
#include "timer.h"

struct deadline {
    /* What is done then; GUEST_RESUMES if the guest runs on. vcpu is on this CPU, or NULL while the
     * CPU has nothing to run (step 10). The deadline is off by then, and may be given its next
     * `when`, on another CPU too. Others of this CPU stay on it: the list is being read. */
    enum guest_action (*reached)(struct vcpu *vcpu, struct deadline *deadline);
    uint64_t when;   /* time_counter(); NEVER: off. Else set by the two functions below */
    struct cpu *cpu; /* in whose list it is: of the CPU on which it was set; NULL: none */
    struct deadline *next;
};

/* Before the first deadline is set; it can be called again. Fails where the host has no timer. */
error deadlines_init(void);

/* Sets the deadline, in the place of the time that it had. */
void deadline_set(struct deadline *deadline, uint64_t when);

/* Sets it for another CPU, which looks at it at once (step 11). */
void deadline_set_on(struct cpu *cpu, struct deadline *deadline, uint64_t when);

/* For a deadline that has been reached, and interrupts that vCPU: if the vCPU is on another CPU,
 * sets it for that one, at once, and returns true (step 11). */
bool deadline_follows(struct deadline *deadline, const struct vcpu *vcpu);

/* Turns the deadline off. */
void deadline_clear(struct deadline *deadline);

/* Takes the deadlines that lie in these bytes out of every list. Call it before the bytes are used
 * for something else. */
void deadlines_drop(const void *from, size_t bytes);

/* time_counter() when deadlines_run() was called last: when the functions of deadlines are called.
 */
extern uint64_t deadlines_run_at;

/* Does what is to be done by now, and sets the timer for the next deadline. For a host that waited:
 * when the guest runs, EXIT_TIMER's handler does it. */
enum guest_action deadlines_run(struct vcpu *vcpu);
