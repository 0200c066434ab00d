/*
 * Exits that concern their guest alone. Several CPUs handle such exits at the same time: they share
 * the host. All other exits need the whole host, which one CPU has at a time. Such exits of two
 * guests still use the same memory and the same console: each of these has a lock. So has each
 * guest with several CPUs.
 */
#pragma once

#include "cpus.h"
#include "lock.h"

/* --- The whole host --- */

extern struct lock host_lock;
extern _Atomic bool host_can_be_shared; /* no CPU has the whole host */

/* Waits until no CPU shares the host any more. */
void host_wait_for_sharers(void);

static inline void host_take(struct cpu *cpu)
{
    lock_take(&host_lock, cpu);
    atomic_store_explicit(&host_can_be_shared, false, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    for (unsigned i = 0; i < cpus_count; i++) {
        if (atomic_load_explicit(&cpus[i]->shares, memory_order_relaxed))
            host_wait_for_sharers();
    }
    atomic_thread_fence(memory_order_acquire);
}

extern bool host_is_never_shared;

static inline void host_give(void)
{
    atomic_store_explicit(&host_can_be_shared, !host_is_never_shared, memory_order_release);
    lock_give(&host_lock);
}

/* --- The host, shared --- */

static inline void host_leave(struct cpu *cpu)
{
    atomic_store_explicit(&cpu->shares, false, memory_order_release);
}

/* False if another CPU has the whole host. Each of the two writes first, and then looks at what the
 * other has written: so at least one of them sees the other. */
static inline bool host_share(struct cpu *cpu)
{
    atomic_store_explicit(&cpu->shares, true, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&host_can_be_shared, memory_order_acquire))
        return true;
    host_leave(cpu);
    return false;
}

/* --- Exits --- */

/* These handle an exit while the host is shared. False if that takes the whole host. Then nothing
 * has changed, but for *exit: it is decoded, unless its kind is NOT_DECODED. */
#define NOT_DECODED EXIT_KINDS
bool handle_own_call(struct vcpu *vcpu);
bool handle_other_own(struct vcpu *vcpu, struct vm_exit *exit);

static inline bool handle_shared(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!exit_is_hypercall(vcpu, exit))
        return handle_other_own(vcpu, exit);
    if (!handle_own_call(vcpu))
        return false;
    vcpu->ring.counts[EXIT_HYPERCALL]++;
    return true;
}

/* The same for a guest with several CPUs. */
bool handle_shared_by_many(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit);

/* Returns false if the exit does not concern its guest alone: then the exit is decoded, and this
 * CPU has the whole host. */
static inline bool handle_own_exit(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit)
{
    bool is_decoded = false;
    if (host_share(cpu)) {
        bool handled = vcpu->guest->cpus > 1 ? handle_shared_by_many(cpu, vcpu, exit)
                                             : handle_shared(vcpu, exit);
        host_leave(cpu);
        if (handled)
            return true;
        is_decoded = exit->kind != NOT_DECODED;
    }
    host_take(cpu);
    if (!is_decoded)
        exit_decode(vcpu, exit);
    return false;
}

/* The guest has been made: it gets its memory under a lock from now on. */
void own_exits_of(struct guest *guest);

/* Call it when the guests are made. */
void own_exits_init(void);
