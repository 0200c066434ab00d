/*
 * AArch64: the guest's timer, CNTV. The guest uses the timer without an exit, but the timer's
 * interrupt is the machine's, and goes to the host. It stays active until the guest ends the
 * interrupt that the hypervisor gave the guest for it.
 */
#pragma once

#include "gic.h"

/* Whether the timer may interrupt and its time has come; whether it may interrupt at all. */
bool virtual_timer_is_high(const struct vcpu *vcpu);
bool virtual_timer_is_set(const struct vcpu *vcpu);

/* The host has taken the machine's interrupt, and dropped its priority: gives the guest one. */
void virtual_timer_taken(struct gic *gic, struct vcpu *vcpu);

/* Sets the timer's line in *gic. It is high only while the machine's interrupt is active: before
 * that the host has yet to take the machine's interrupt. */
void virtual_timer_look(struct gic *gic);

/* Ends the machine's interrupt if the line has fallen before the guest has taken its own interrupt,
 * so that the next one can come. */
void virtual_timer_release(struct gic *gic);

/* Ends it in any case, because the guest leaves the CPU. The timer is off by now; it raises the
 * interrupt again when it is loaded. */
void virtual_timer_leave(struct gic *gic);
