/*
 * A ticket lock. A CPU that wants it takes the next number, and waits until that number is served:
 * so they have it in the order in which they came.
 *
 * Interrupts are off in the hypervisor, so no handler can want a lock that its own CPU holds.
 */
#pragma once

#include "cpu.h"

#include <stdatomic.h>
#include <stdbool.h>

/* A CPU that holds a lock takes only one that stands further down here: so no two CPUs can wait for
 * each other. A build with --ubsan checks it. */
enum lock_order { LOCK_HOST, LOCK_GUEST, LOCK_CONSOLE, LOCK_PAGES };

struct lock {
    _Atomic uint32_t next, serving; /* tickets: the next one to be given, the one that has it */
    struct cpu *holder;             /* for tools; NULL: it is free */
    const char *name;
    struct lock *next_lock; /* of all: see lock_add() */
    enum lock_order order;
};

/* Every lock, for tools. */
extern struct lock *locks;

/* Adds it to them. */
void lock_add(struct lock *lock);

/* Waits until the ticket is served. Meanwhile this CPU is "out": see cpu.h. */
void lock_wait(struct lock *lock, uint32_t ticket);

/* Ends the hypervisor if that CPU may not take the lock now. */
void lock_check(const struct lock *lock, const struct cpu *cpu);

static inline void lock_take(struct lock *lock, struct cpu *cpu)
{
    if (CHECKED)
        lock_check(lock, cpu);
    uint32_t ticket = atomic_fetch_add_explicit(&lock->next, 1, memory_order_relaxed);
    if (atomic_load_explicit(&lock->serving, memory_order_acquire) != ticket)
        lock_wait(lock, ticket);
    lock->holder = cpu;
}

/* For a report after which the machine ends: takes it, even if the CPU that has it does not give it
 * back within 5 seconds. */
void lock_take_at_the_end(struct lock *lock, struct cpu *cpu);

static inline void lock_give(struct lock *lock)
{
    uint32_t ticket = atomic_load_explicit(&lock->serving, memory_order_relaxed);
    lock->holder = NULL;
    atomic_store_explicit(&lock->serving, ticket + 1, memory_order_release);
}
