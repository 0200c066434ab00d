/*
 * RISC-V: the guest's timer. With Sstc the guest has one of its own, stimecmp (the CPU's
 * vstimecmp), and its interrupt needs no exit. Without Sstc the guest asks for each interrupt by a
 * call, SBI 6. That costs one exit for the call, and one when the time has come.
 */
#pragma once

#include "deadlines.h"

struct guest_timer {
    struct deadline deadline; /* first member; not used with Sstc */
    struct vcpu *vcpu;
};

/* Gives the vCPU its timer. Fails where the host has no timer. */
error guest_timer_init(struct guest_timer *timer, struct vcpu *vcpu);

/* Whether the guest gets Sstc: this CPU has it, and the option "no-sstc" is not given. */
bool guest_has_sstc(void);

/* Whether it is set, so that its interrupt will come, if it has not come yet. */
bool guest_timer_is_set(const struct guest_timer *timer);

/* Whether its time has come. */
bool guest_timer_has_ended(const struct guest_timer *timer);
