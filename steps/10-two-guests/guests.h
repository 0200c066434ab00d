/* Several guests, from the options to the end of the last one. */
#pragma once

#include "restart.h"
#include "save.h"
#include "scheduler.h"

/* A guest with its machine and its share of the CPU. */
struct member {
    struct vm vm;
    struct share share;
    struct vcpu *ended;    /* by an exit of this one it has ended, */
    enum guest_action end; /* and how; some other CPU of it may still run (step 11) */
};

/* What step 11 does for a guest with several CPUs. */
struct guests_more {
    /* Reads the guest's options, before its machine is made. */
    error (*read_options)(struct vm *vm, struct share *first);
    /* Makes its other vCPUs, and the shares of the CPU that these get. */
    error (*make)(struct vm *vm, struct share *first);
    void (*add_shares)(struct guest *guest);
    /* The guest has ended by an exit of this vCPU. Whether others of its vCPUs still run: those are
     * told to leave. The ones that do not run will not any more. */
    bool (*others_run)(struct vcpu *vcpu);
    /* Whether another CPU of its guest can wake this one, which waits. */
    bool (*others_can_wake)(const struct vcpu *vcpu);
};
extern const struct guests_more *guests_more;

/* Makes the guests that the options name, each by its own options. False after a line that says
 * what is wrong. */
bool guests_make(void);

/* Runs them all until the last has ended. Returns the exit status: 0 if all ended well. */
int guests_run(void);

/* --- The parts of guests_run() --- */

/* The vCPU that runs first on this CPU, as scheduler_start() says. */
struct vcpu *guests_start(void);

/* A handler has said something else than GUEST_RESUMES. Returns the vCPU that runs next, which is
 * on this CPU; NULL when every guest has ended. */
struct vcpu *guests_switch(struct vcpu *vcpu, enum guest_action action);

/* Whether its guest has ended, by an exit of another of its CPUs. */
bool guest_is_ending(struct vcpu *vcpu);

/* Handles an exit of such a guest: this vCPU stops, whatever the exit's handler says. */
struct vcpu *guests_end_here(struct vcpu *vcpu, struct vm_exit *exit);

/* 0, if all guests that have ended did so well. */
extern int guests_status;

/* Handles an exit that is decoded. Returns as guests_switch(). */
static inline struct vcpu *guests_handle_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = exit_handlers[exit->kind](vcpu, exit);
    vcpu->ring.counts[exit->kind]++;
    if (action == GUEST_PREEMPTED)
        return vcpu_exchange(vcpu, scheduler_preempt());
    return action == GUEST_RESUMES ? vcpu : guests_switch(vcpu, action);
}
