/*
 * All CPUs of the machine run the hypervisor, and guests in it. One lock, the host's, is around
 * most of it: a CPU takes it after each exit that does not concern its guest alone (own_exits.h),
 * and gives it back before it enters a guest. So a CPU that holds it finds every other one in a
 * guest, or "out": waiting for the lock, or for something to run.
 */
#pragma once

#include "cpu.h"
#include "error.h"
#include "guests.h"

#include <stdbool.h>

enum { EXIT_KICK = EXIT_LATER + 5 }; /* another CPU wants this one to look at what it was asked */

/* Fills cpus[] with the machine's CPUs. Call it before the guests are made. */
void cpus_find(void);

/* Starts the others, each up to the point where it waits for the host's lock, which this CPU holds
 * from then on. Call it when the guests are made. Fails if one does not start. */
error cpus_start(void);

/* Runs guests on this CPU, and on the others, until every guest has ended. Returns the exit status.
 */
int cpus_run(void);

/* Has every other CPU leave its guest. When this returns, none runs a guest until this CPU gives
 * the host's lock back. */
void cpus_gather(void);

/* The CPU flushes its TLB before it enters a guest again. If it is in one now, cpus_gather() has to
 * follow, or cpu_hold(). */
void cpu_will_flush(struct cpu *cpu);

/* Where a CPU that was started begins, on the stack of its own block: ARCH_cpus.S jumps here. */
_Noreturn void cpu_main(void);

/* --- ARCH_cpus.c --- */

/* The numbers by which the machine knows its CPUs, at most CPUS_MOST; this CPU's is the first.
 * Returns how many there are. */
unsigned cpus_of_machine(uint64_t ids[CPUS_MOST]);

/* Makes the CPU start at cpu_entry, with its own block's address. False if the machine refuses. */
bool cpu_start(struct cpu *cpu);

/* What a CPU that was started needs before it can do anything: its traps; and before a guest runs
 * on it: interrupts by which it can be kicked, and those that board_init() has turned on. The CPU
 * that the machine started needs the second alone. */
void cpu_init_traps(void);
error cpu_init_interrupts(void);

/* Interrupts that CPU: its guest exits, or it stops waiting. */
void cpu_interrupt(const struct cpu *cpu);

/* Whether the exit, which is of that kind, came by cpu_interrupt(). Then that interrupt is over. */
extern const enum exit_kind kick_kind;
bool exit_is_kick(const struct vm_exit *exit);

/* As host_wait(), but an interrupt of cpu_interrupt() ends it too. All interrupts are over then. */
void cpu_wait(void);

/* One turn of a loop that waits for another CPU. */
void cpu_relax(void);

/* Drops all that this CPU's TLB has of guests. vcpu is entered next. */
void cpu_flush(struct vcpu *vcpu);

/* Other CPUs have raised or lowered interrupts of the vCPU, which is on this CPU, since it was
 * entered: gives them to it. */
void vcpu_take_posted(struct vcpu *vcpu);
