/*
 * AArch64: the guest's timer. It is the guest's own (CNTV), but its interrupt is the machine's:
 * that comes to the host, and stays active until the guest ends the interrupt that it is given for
 * it.
 */
#pragma once

#include "gic.h"

/* Whether its time has come, and it may interrupt; whether it is set so that its time will come. */
bool virtual_timer_is_high(void);
bool virtual_timer_is_set(void);

/* The machine's interrupt was taken, and its priority dropped: gives the guest its own. */
void virtual_timer_taken(struct gic *gic, struct vcpu *vcpu);

/* Looks at the timer's line, which counts only while the machine's interrupt is active: else that
 * is still to come. */
void virtual_timer_look(struct gic *gic);

/* Ends the machine's interrupt if the line has dropped before the guest has taken its own, so that
 * the next one can come. */
void virtual_timer_release(struct gic *gic);
