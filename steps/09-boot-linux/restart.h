/* A guest that asks for a reset starts again, as a machine does. And the other ends of a real
 * kernel. */
#pragma once

#include "vm.h"

/* Makes a machine that is ready to start. False after a line that says what is wrong. */
typedef bool make_vm(struct vm *vm);

/* make_vm.c: makes one for a kernel, by the options. */
make_vm vm_make;

/* Makes the machine, and runs it. If the guest asks for a reset, makes all of it again; with the
 * boot word "no-reboot" the run ends then. Prints what the machine used. Returns the exit status.
 */
int vm_run_restarting(struct vm *vm, make_vm *make);

/* Gives back all that the guest was given: its memory and tables, and what the host holds for its
 * board. Then the machine can be made again; only its vCPU's ring and its open flash remain. */
void vm_free(struct vm *vm);

/* Whether the reset that the guest has just asked for says that it has failed: see
 * "failure-is-warm" in the options. Sets why_stopped then. */
bool guest_has_failed(struct vcpu *vcpu);

/* --- ARCH_ends.c --- */

/* Whether the reset that the guest has just asked for is a warm one. */
bool reset_is_warm(struct vcpu *vcpu);

/* The machine's other ends, for a guest that is about to start: a warm reset, and a halt. A guest
 * that has set up its interrupt controller, and then halts without interrupts, is off. */
void add_ends(struct vcpu *vcpu);
