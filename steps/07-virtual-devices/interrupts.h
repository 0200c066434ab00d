/*
 * Interrupts, the other way: from a device of the guest, through its interrupt controller, into its
 * CPU. A device has a line, which is high while it needs something.
 */
#pragma once

#include "handlers.h"

/* --- The guest's interrupt controller: plic.c, gic.c, i8259.c --- */

/* A device's line is high from now on, or low. The number is the controller's for it. */
void irq_set(struct guest *guest, unsigned line, bool high);

/* --- Its CPU: ARCH_interrupts.c --- */

/* Whether an interrupt is pending that ends the CPU's waiting. */
bool vcpu_has_interrupt(const struct vcpu *vcpu);

/* Whether one can still come, if the CPU waits: a timer of its own is set, or a device that is
 * allowed to interrupt it can have something to say. */
bool vcpu_can_wake(const struct vcpu *vcpu);

/* Whether the waiting instruction may be over now: with some it is so at any time, and the guest
 * looks again; others end only with an interrupt. */
bool vcpu_wait_may_end(const struct vcpu *vcpu);

/* Waits until an interrupt of the host is pending, or the guest's own timer. The CPU sleeps. */
void host_wait(void);

/* Interrupts of the host that are the guest's: on AArch64 its timer's, and the GIC's own. */
exit_handler handle_interrupt;

/* --- wait.c --- */

/* A guest that waits makes the host wait. One that nothing can wake is stopped. */
exit_handler handle_wait;
