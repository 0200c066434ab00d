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

/* Offers the calls that set it. Fails where the host has no timer. */
error guest_timers_init(void);

/* The timer is this vCPU's, and is off. */
void guest_timer_reset(struct guest_timer *timer, struct vcpu *vcpu);

/* Whether the guest gets Sstc: this CPU has it, and the option "no-sstc" is not given. */
bool guest_has_sstc(void);

/* Whether a time is set. With Sstc it may have come already. */
bool guest_timer_is_set(const struct guest_timer *timer);

/* Whether its time has come. */
bool guest_timer_has_ended(const struct guest_timer *timer);
