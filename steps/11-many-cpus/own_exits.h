/*
 * Exits that concern their guest alone. Several CPUs handle such exits at the same time: they share
 * the host. All other exits need the whole host, which one CPU has at a time. What two guests use
 * even in their own exits, memory and the console, has a lock of its own; so has each guest with
 * several CPUs.
 */
#pragma once

#include "cpus.h"
#include "lock.h"

/* --- The whole host --- */

extern struct lock host_lock;

/* Waits until no CPU shares the host any more. */
void host_wait_for_sharers(void);

static inline void host_take(struct cpu *cpu)
{
    lock_take(&host_lock, cpu);
    atomic_thread_fence(memory_order_seq_cst);
    for (unsigned i = 0; i < cpus_count; i++) {
        if (atomic_load_explicit(&cpus[i]->shares, memory_order_acquire))
            host_wait_for_sharers();
    }
}

static inline void host_give(void)
{
    lock_give(&host_lock);
}

/* --- The host, shared --- */

static inline void host_leave(struct cpu *cpu)
{
    atomic_store_explicit(&cpu->shares, false, memory_order_release);
}

/* False if another CPU has the whole host, or waits for it. Each of the two writes first, and then
 * looks at what the other has written: so at least one of them sees the other. */
static inline bool host_share(struct cpu *cpu)
{
    atomic_store_explicit(&cpu->shares, true, memory_order_relaxed);
    atomic_thread_fence(memory_order_seq_cst);
    uint32_t next = atomic_load_explicit(&host_lock.next, memory_order_relaxed);
    if (atomic_load_explicit(&host_lock.serving, memory_order_acquire) == next)
        return true;
    host_leave(cpu);
    return false;
}

/* --- Exits --- */

/* These handle an exit while the host is shared: GUEST_RESUMES or GUEST_UNHANDLED. */
extern exit_handler *own_handlers[EXIT_KINDS];

/* Decodes an exit, and handles it if it concerns its guest alone. */
static inline bool handle_decoded(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit_decode(vcpu, exit);
    if (own_handlers[exit->kind](vcpu, exit) != GUEST_RESUMES)
        return false;
    vcpu->ring.counts[exit->kind]++;
    return true;
}

/* The same for a guest with several CPUs. */
bool handle_own_of_many(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit);

/* Takes the whole host, and decodes the exit. */
void decode_with_host(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit);

/* Returns false if the exit does not concern its guest alone: then this CPU has the whole host. */
static inline bool handle_own_exit(struct cpu *cpu, struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!host_share(cpu)) {
        decode_with_host(cpu, vcpu, exit);
        return false;
    }
    bool handled =
        vcpu->guest->cpus > 1 ? handle_own_of_many(cpu, vcpu, exit) : handle_decoded(vcpu, exit);
    host_leave(cpu);
    if (handled)
        return true;
    if (vcpu->guest->not_given) /* decoding took memory, for which the whole host is needed */
        decode_with_host(cpu, vcpu, exit);
    else
        host_take(cpu);
    return false;
}

/* The guest has been made: it gets its memory under a lock from now on. */
void own_exits_of(struct guest *guest);

/* Lets exits be handled so. Call it when the guests are made. */
void own_exits_init(void);
