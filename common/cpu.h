/*
 * A CPU of the machine. Its structure and its two stacks are one block, aligned to its own size. So
 * a CPU finds its structure by its stack pointer, whatever the other registers hold after an exit.
 *
 *   page 0       1        2            3        4 to 7
 *   struct cpu   guard    trap stack   guard    stack
 */
#pragma once

#include "registers.h"

#include <stdatomic.h>
#include <stdbool.h>

#define CPU_BLOCK      0x8000 /* bytes; link.ld has the first CPU's */
#define CPU_TRAP_STACK 0x3000 /* where the trap stack ends in it */
#define CPUS_MOST      8

struct deadline;
struct share;
struct cpu_pages;
struct lock;

struct cpu {
    struct cpu *self; /* by which a trap's handler knows that this is one: traps.S */
    unsigned number;  /* from 0 on: 0 is the one that the machine started */

    /* slide: asked */
    /* Step 11. The first is set by the CPU itself; the others by one that holds the host's lock. */
    _Atomic bool is_out; /* it waits for the lock, or for something to run */
    bool is_asked;       /* to look at its deadlines, and at what its vCPU is told; */
    bool is_offered;     /* a share, while it has nothing to run */
    bool flushes;        /* and to flush its TLB before it enters a guest */
    /* end */

    uint64_t id;            /* the machine's own number for it: hart, affinity, APIC ID */
    struct lock *waits_for; /* for tools; NULL: it waits for no lock (step 11) */
    struct share *running;  /* NULL while it has nothing to run (step 10) */
    void (*add_share)(
        struct share *share); /* two of the scheduler's policy: copies that are near */
    struct share *(*take_share)(void);

    struct deadline *deadlines; /* what this CPU does when their time comes (step 5), */
    uint64_t timer_at;          /* and what its timer is set to */
    struct cpu_pages *pages;    /* x86_64: what its traps and its SVM need */
    _Atomic bool shares;        /* the host, with other CPUs: see own_exits.h (step 11) */
};
_Static_assert(__builtin_offsetof(struct cpu, running) == 32,
               "common/host/cpus.py reads the first");

/* The CPUs that run the hypervisor, by their numbers: one before step 11. */
extern struct cpu *cpus[CPUS_MOST];
extern unsigned cpus_count;

/* Has another CPU leave its guest, or stop waiting, and look at its deadlines. Set by step 11: with
 * one CPU there is no other. */
extern void (*cpu_kick)(struct cpu *cpu);

/* Has another CPU leave its guest. When this returns, its vCPU is wholly in memory, until this CPU
 * runs a guest again. Set by step 11 too. */
extern void (*cpu_hold)(struct cpu *cpu);

/* The CPU that this runs on. */
static inline struct cpu *this_cpu(void)
{
    return (struct cpu *)stack_pointer_and(-(uintptr_t)CPU_BLOCK);
}
