/*
 * A lock for which a CPU waits by looking at it again and again.
 *
 * It is the simplest one, test-and-set: CPUs do not get it in the order in which they came. But a
 * CPU that a hypervisor has stopped while it waits cannot keep the others from it, as it could if
 * they stood in a queue.
 */
#pragma once

#include "machine.h"

#include <stdatomic.h>

struct cpu;

struct spinlock {
    atomic_uint is_taken;
    const struct cpu *_Atomic holder; /* NULL: none */
};

/* With interrupts off: the CPU would wait for itself, if an interrupt's handler took it too. */
static inline void spin_lock(struct spinlock *lock, const struct cpu *cpu)
{
    while (atomic_exchange_explicit(&lock->is_taken, 1, memory_order_acquire)) {
        while (atomic_load_explicit(&lock->is_taken, memory_order_relaxed))
            cpu_relax(); /* only reads: each write would take the line from the holder's cache */
    }
    atomic_store_explicit(&lock->holder, cpu, memory_order_relaxed);
}

static inline void spin_unlock(struct spinlock *lock)
{
    atomic_store_explicit(&lock->holder, NULL, memory_order_relaxed);
    atomic_store_explicit(&lock->is_taken, 0, memory_order_release);
}

/* Whether that CPU has it. Only a CPU itself can know this of itself. */
static inline bool spin_holds(struct spinlock *lock, const struct cpu *cpu)
{
    return atomic_load_explicit(&lock->holder, memory_order_relaxed) == cpu;
}
