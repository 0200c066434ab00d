/*
 * The guest's interrupts: from one of its devices, through its interrupt controller, into its CPU.
 * A device has a line, which is high while the device needs something.
 */
#pragma once

#include "handlers.h"

/* --- The guest's interrupt controller: plic.c, gic.c, i8259.c --- */

/* A device's line is high from now on, or low. line: its number at the interrupt controller. */
void irq_set(struct guest *guest, unsigned line, bool high);

/* --- Its CPU: ARCH_interrupts.c --- */

/* Whether an interrupt is pending that ends the CPU's waiting. */
bool vcpu_has_interrupt(const struct vcpu *vcpu);

/* Whether an interrupt can still come while the CPU waits: the guest's timer is set, or a device
 * that may interrupt the CPU can raise its line. */
bool vcpu_can_wake(const struct vcpu *vcpu);

/* Whether an interrupt of that line of its interrupt controller would end the CPU's waiting. */
bool vcpu_can_wake_by(const struct vcpu *vcpu, unsigned line);

/* Whether the instruction with which the guest waits may end now. wfi may end at any time, and the
 * guest then looks for itself; hlt ends only with an interrupt. */
bool vcpu_wait_may_end(const struct vcpu *vcpu);

/* Waits until an interrupt of the host is pending, or one of the guest's timer. The CPU sleeps. */
void host_wait(void);

/* Interrupts that exit and concern the guest: on AArch64 that of its timer, and the GIC's
 * maintenance interrupt; on x86_64 one that the guest is about to take. */
exit_handler handle_interrupt;

/* --- wait.c --- */

/* A guest that waits makes the host wait. One that nothing can wake is stopped. */
exit_handler handle_wait;
