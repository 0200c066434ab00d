#include "cpus.h"

#include "kernel.h"
#include "spinlock.h"

struct cpu all_cpus[MAX_CPUS];

uint32_t attention;

static struct spinlock lock;

/* --- The kernel's lock --- */

void kernel_lock(void)
{
    if (attention & SEVERAL_CPUS)
        spin_lock(&lock, this_cpu());
}

void kernel_unlock(void)
{
    if (attention & SEVERAL_CPUS)
        spin_unlock(&lock);
}

void kernel_enter(void)
{
    if (!spin_holds(&lock, this_cpu()))
        spin_lock(&lock, this_cpu());
}

void kernel_pause(void)
{
    kernel_unlock();
    interrupts_on();
    interrupts_off();
    kernel_lock();
}

/* --- One CPU asks another --- */

void cpu_attend(struct cpu *cpu)
{
    attention |= 1u << cpu->number;
    if (cpu != this_cpu())
        cpu_interrupt(cpu->number);
}

/* Both sides have the lock, so no wake-up is lost: either the CPU has found the task before it
 * began to sleep, or it is seen sleeping here. Then the interrupt ends its sleep, even if it comes
 * before that CPU waits. */
void cpu_wake(void)
{
    struct cpu *cpu = this_cpu();
    for (unsigned n = 0; n < machine.cpu_count && !cpu->sleeps; n++)
        cpu = &all_cpus[n];
    if (cpu->sleeps && cpu != this_cpu())
        cpu_interrupt(cpu->number);
    cpu->sleeps = false; /* the next task is for another one */
}

/* --- The start --- */

static struct task boot_task = {
    .name = "boot", .weight = NORMAL_WEIGHT, .slot = MAX_TASKS + MAX_CPUS, .cpu = &all_cpus[0]};

void cpus_init(uint64_t id)
{
    current = &boot_task;
    machine.cpus[0] = id;
    machine.cpu_count = 1;
}

/* What a CPU does while no task is ready. */
static _Noreturn void cpu_run(void)
{
    struct cpu *cpu = this_cpu();
    for (;;) {
        cpu->sleeps = true;
        kernel_unlock();
        wait_for_interrupt();
        kernel_lock();
        cpu->sleeps = false;
        schedule(); /* comes back when no task is ready */
    }
}

/* Its stack is after those of tasks. */
static void make_idle(unsigned n)
{
    struct task *idle = &all_cpus[n].idle;
    *idle = (struct task){
        .name = "idle", .weight = NORMAL_WEIGHT, .slot = MAX_TASKS + n, .cpu = &all_cpus[n]};
    if (!stack_map(idle->slot, idle))
        panic("no memory for CPU %u", n);
    idle->context = new_context(stack_top(idle->slot), cpu_run);
    all_cpus[n].number = n;
}

void cpus_start(void)
{
    if (machine.cpu_count > 1) {
        attention |= SEVERAL_CPUS;
        kernel_lock();
        panic_stops_others = kernel_enter; /* they wait for the lock at their next tick, for ever */
    }
    for (unsigned n = 0; n < machine.cpu_count; n++) {
        make_idle(n);
        if (n)
            cpu_start(n, stack_top(MAX_TASKS + n));
    }
}

void cpu_begins(void)
{
    traps_init();
    kernel_lock();
    load_root(kernel_root);
    interrupts_init();
    schedule();
    cpu_run();
}

/* --- What programs ask --- */

/* A set of CPUs has a bit for each. All processes may run on all. */
long sys_sched_getaffinity(const uint64_t *a)
{
    uint64_t set = (1ul << machine.cpu_count) - 1;
    if (a[1] < sizeof set || a[1] % sizeof set)
        return -EINVAL;
    return copy_out(a[2], &set, sizeof set) ? -EFAULT : (long)sizeof set;
}

long sys_getcpu(const uint64_t *a)
{
    const uint32_t number = this_cpu()->number, node = 0;
    bool fails = (a[0] && copy_out(a[0], &number, sizeof number)) ||
                 (a[1] && copy_out(a[1], &node, sizeof node));
    return fails ? -EFAULT : 0;
}
