/*
 * Who runs next. A guest's share of the CPU is ready (or runs), waits for an interrupt, rests for a
 * time, or has ended. A policy keeps the ones that are ready, and do not run, in an order; it is a
 * row, and the option "scheduler" chooses it.
 */
#pragma once

#include "deadlines.h"

enum share_state { SHARE_READY, SHARE_WAITS, SHARE_RESTS, SHARE_ENDED };

struct share {
    struct vcpu *vcpu;
    uint64_t since; /* time_counter() when it was put on the CPU, or began to wait or rest */
    uint64_t ran, waited, rested; /* ticks */
    uint64_t rests_until;         /* time_counter(): it does not run before, because of a cap */
    uint64_t virtual_time;        /* ticks that it has run, by its weight, */
    uint64_t a_tick;              /* and what one tick adds */
    uint64_t switches;            /* times that it was put on the CPU */
    struct share *next;           /* in the policy's order */
    enum share_state state;
    unsigned weight;      /* a guest with twice the weight gets twice the time */
    uint64_t added;       /* time_counter() at its beginning */
    struct deadline wake; /* while it waits: its own timer; while it rests: the end of that */

    bool is_prepared;  /* nothing of the following has to be done before it runs */
    unsigned tag_turn; /* see tags.h */
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

/* The share is new: it is ready. */
void scheduler_add(struct share *share);

/* The vCPU of the share that runs first, on the CPU. While all wait, the host does. NULL when every
 * share has ended. */
struct vcpu *scheduler_start(void);

/* The next one's. It is on the CPU, or the one that has run still is. The share that runs stays
 * ready: it may be the next. */
struct vcpu *scheduler_preempt(void);

/* The same. The share that runs waits, if `action` is GUEST_WAITS, or has ended. */
struct vcpu *scheduler_leave(enum guest_action action);

/* It does not run before that time_counter(), ready or not. */
void share_rest(struct share *share, uint64_t until);

bool share_is_running(const struct share *share);

/* The ticks until now, a time_counter(), that a share which has not ended ran; and that it could
 * have run and did not, because others did or because of a cap. */
uint64_t share_ran(const struct share *share, uint64_t now);
uint64_t share_stolen(const struct share *share, uint64_t now);

/* Every share, for tools and for what looks at all guests. */
extern struct share *shares[];
extern unsigned shares_count;
#define SHARES_MOST 8

/* What waits may have been given an interrupt: those become ready. */
void scheduler_wake(void);
