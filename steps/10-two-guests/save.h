/*
 * Everything that a guest is: a vCPU off this CPU, and on it again. What the guest can read or
 * write goes into its structure, so that the next guest finds its own, and nothing of another.
 */
#pragma once

#include "vcpu.h"

/* --- ARCH_save.c --- */

/* From now on a guest's floating-point registers stay in the unit until another guest uses it.
 * On x86_64 nothing changes. Call it before vcpu_load_beside(). */
void units_lend_lazily(void);

/* vcpu_load(), for one of several: what the unit holds of another goes into its structure. */
void vcpu_load_beside(struct vcpu *vcpu);

/* Takes the vCPU, which vcpu_load_beside() or vcpu_restore() has loaded, off this CPU. */
void vcpu_save(struct vcpu *vcpu);

/* Puts it on this CPU again: what vcpu_load() does, without what is the same for all guests. */
void vcpu_restore(struct vcpu *vcpu);

/* Puts `next` on this CPU, unless it is there, in the place of `loaded` (NULL: of none). Returns
 * `next`. */
static inline struct vcpu *vcpu_exchange(struct vcpu *loaded, struct vcpu *next)
{
    if (next->on_cpu)
        return next;
    if (loaded)
        vcpu_save(loaded);
    vcpu_restore(next);
    return next;
}

/* The time_counter() at which the guest's own timer interrupts its vCPU, which waits; NEVER if it
 * does not, or if a deadline of the host's does it. */
uint64_t vcpu_wakes_at(const struct vcpu *vcpu);
