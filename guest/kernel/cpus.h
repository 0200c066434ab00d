/*
 * The CPUs. What a CPU has for itself is in its struct cpu; all the rest of the kernel's memory
 * they share, under one lock: a CPU takes it when it enters the kernel, and gives it when it
 * returns to a program or waits. So only one CPU at a time is in the kernel, and the kernel's code
 * is the same as for one CPU. Programs run at the same time, and they are rarely in the kernel.
 *
 * Interrupts are on exactly while a CPU does not have the lock: an interrupt can always take it.
 */
#pragma once

#include "process.h"

struct cpu {
    struct task idle;  /* what the CPU does while no task is ready */
    struct task *last; /* the last one that was not idle: its address, it may have ended */
    unsigned number;
    bool preempt;   /* another task than the current one should run */
    bool sleeps;    /* it has nothing to run, and no other CPU has interrupted it yet */
    uint64_t ticks; /* of its timer */
    uint64_t accounted_at;
    struct task *ended; /* is freed when its stack is not in use any more */
};

/* machine.cpu_count of them. gdb has a hypervisor's `cpus` beside it. */
extern struct cpu all_cpus[MAX_CPUS];

static inline struct cpu *this_cpu(void)
{
    return current->cpu;
}

/* A bit for each CPU that has more to do on its way back to the program than to continue
 * (trap_ends()); and if there are several CPUs, one that is always set: they have a lock to give.
 */
extern uint32_t attention;
#define SEVERAL_CPUS (1u << 31)

/* That CPU has. One that runs a program is interrupted. */
void cpu_attend(struct cpu *cpu);

/* A CPU that sleeps, if there is one, looks for tasks that are ready. */
void cpu_wake(void);

/* --- The kernel's lock: if there is one CPU, there is none --- */

void kernel_lock(void);
void kernel_unlock(void);

/* For a call that takes long: interrupts are taken, and other tasks and CPUs have their turn. */
void kernel_pause(void);

/* --- The start --- */

/* Before the current task is used: this CPU is the first, and has this id. */
void cpus_init(uint64_t id);

/* Starts the others. */
void cpus_start(void);
