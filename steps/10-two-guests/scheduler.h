/*
 * Who runs next. A guest's share of the CPU is ready (or runs), waits for an interrupt, rests for a
 * time, or has ended. A policy keeps the ones that are ready, and do not run, in an order; it is a
 * row, and the option "scheduler" chooses it.
 */
#pragma once

#include "deadlines.h"

enum share_state {
    SHARE_READY,
    SHARE_WAITS,
    SHARE_RESTS,
    SHARE_ENDED,
    SHARE_OFF, /* a CPU that its guest has not started (step 11) */
};

struct share {
    struct vcpu *vcpu;
    uint64_t since; /* time_counter() when it came on the CPU, began to wait or rest, or was off */
    uint64_t ran, waited, rested; /* ticks; what is off waits, too */
    uint64_t rests_until;         /* time_counter(): it does not run before, because of a cap */
    uint64_t virtual_time;        /* ticks that it has run, by its weight, */
    uint64_t a_tick;              /* and what one tick adds */
    uint64_t switches;            /* times that it was put on the CPU */
    struct share *next;           /* in the policy's order */
    enum share_state state;
    struct cpu *cpu;      /* that it runs on; NULL: it does not run */
    struct cpu *pin;      /* the only one on which it may run; NULL: any (step 11) */
    unsigned weight;      /* a guest with twice the weight gets twice the time */
    uint64_t added;       /* time_counter() at its beginning */
    struct deadline wake; /* while it waits: its own timer; while it rests: the end of that */

    struct cpu *ran_on;       /* the last time */
    struct cpu *prepared_for; /* nothing of the following has to be done before it runs there */
    unsigned tag_turn;        /* of the guest's first share: see tags.h */
    void (*enters)(struct share *share, uint64_t now); /* called each time; NULL: nothing */
};

struct policy {
    const char *name;

    /* The share is ready now: it is new, was preempted, or need not wait any more. */
    void (*add)(struct share *share);

    /* Takes out and returns the share that runs next; NULL if none is ready. */
    struct share *(*take)(void);

    /* Whether a share that has just become ready should run before the one that runs now. */
    bool (*is_sooner)(const struct share *woken, const struct share *running);
};

/* round_robin.c, weighted_fair.c */
extern const struct policy round_robin, weighted_fair;

/* policies.c: the one that the option "scheduler" names, or the first. */
error policy_choose(struct policy *policy);

/* Reads the options "scheduler" and "slice". Fails if they are wrong, or without a timer. */
error scheduler_init(void);

/* The share is new: it is ready, or its state is SHARE_OFF. */
void scheduler_add(struct share *share);

/* It is off, and becomes ready. */
void scheduler_turn_on(struct share *share);

/* It does not run now, and has ended. */
void scheduler_remove(struct share *share);

/* The vCPU of the share that runs first, on this CPU. While all wait, the CPU does. NULL when every
 * share has ended. */
struct vcpu *scheduler_start(void);

/* The next one's. It is on the CPU, or the one that has run still is. The share that runs stays
 * ready: it may be the next. */
struct vcpu *scheduler_preempt(void);

/* The same. The share that runs waits, is off or has ended, by its `action`. */
struct vcpu *scheduler_leave(enum guest_action action);

/* Each of the guest's vCPUs that does not run now flushes the TLB before it runs again. */
void scheduler_flush_before(const struct guest *guest);

/* None of the guest's CPUs runs before that time_counter(), ready or not. */
void guest_rest(const struct guest *guest, uint64_t until);

/* On this CPU. */
bool share_is_running(const struct share *share);

/* times.c: the ticks until now, a time_counter(), that a share ran; and that it could have run and
 * did not, because others did or because of a cap. */
uint64_t share_ran(const struct share *share, uint64_t now);
uint64_t share_stolen(const struct share *share, uint64_t now);

/* The ticks until now, a time_counter(), that the guest's CPUs ran, together. */
uint64_t guest_ran(const struct guest *guest, uint64_t now);

/* Two lines about the times of the guest's CPUs, together. */
void print_times(const struct guest *guest);

/* Every share, for tools and for what looks at all guests. */
extern struct share *shares[];
extern unsigned shares_count;
#define GUESTS_MOST 8
#define SHARES_MOST (GUESTS_MOST * VCPUS_MOST)

/* What waits may have been given an interrupt: those become ready. */
void scheduler_wake(void);

/* One that is sooner has become ready, or the share that runs there has to rest: it gives way. */
void scheduler_disturb(struct cpu *cpu);

/* Step 11, with other CPUs: has one of them run the share, which is ready, if one has nothing to
 * run, or if only that one may; false if this CPU should look at it. */
extern bool (*scheduler_offer)(struct share *share);

/* How the CPU waits while it has nothing to run: host_wait(), until step 11 does more. */
extern void (*scheduler_idle)(void);
