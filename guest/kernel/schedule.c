/*
 * The scheduler. Each task has a virtual time, which runs faster the less it weighs. The task with
 * the least runs: so in the long run each gets a share of the CPU in proportion to its weight. All
 * CPUs take their tasks from the same list.
 */
#include "kernel.h"

static uint64_t latest; /* the virtual time of the task that began to run last */

/* Of those that are ready, and do not run on another CPU; NULL: there is none. */
static struct task *next_task(void)
{
    struct task *next = NULL, *self = current;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (task && task->state == READY && (!next || task->virtual_time < next->virtual_time) &&
            (!task->cpu || task == self))
            next = task;
    }
    return next;
}

void task_account(void)
{
    struct cpu *cpu = this_cpu();
    uint64_t now = clock_now(), time = now - cpu->accounted_at;
    cpu->accounted_at = now;
    current->cpu_time += time;
    current->virtual_time += time * NORMAL_WEIGHT / current->weight;
}

/* Another CPU can take the task that ran here, and its stack, only when the next one gives the
 * lock. Both CPUs then have new translations: this one may not use the old root, which can end with
 * its process. */
static void switch_task(struct cpu *cpu, struct task *last, struct task *next)
{
    if (last->root)
        fp_save(&last->fp);
    load_root(next->root ? next->root : kernel_root);
    if (next->root)
        fp_load(&next->fp);
    set_kernel_stack(stack_top(next->slot));
    last->cpu = NULL;
    next->cpu = cpu;
    switch_context(&last->context, next->context);
}

void schedule(void)
{
    struct cpu *cpu = this_cpu();
    if (cpu->ended)
        task_free(cpu->ended);
    cpu->ended = NULL;
    cpu->preempt = false;
    task_account();
    struct task *last = current, *next = next_task();
    if (next) {
        latest = latest < next->virtual_time ? next->virtual_time : latest;
        counts.switches += next != cpu->last;
        cpu->last = next;
    }
    next = next ? next : &cpu->idle;
    if (next != last) {
        if (last->state == ENDED && !last->parent && last->slot < MAX_TASKS)
            cpu->ended = last;
        switch_task(cpu, last, next);
    }
    if (signal_waits())
        cpu_attend(this_cpu());
}

/* --- Sleeping --- */

long sleep(const void *waits_for, uint64_t wakes_at)
{
    current->state = signal_waits() ? READY : SLEEPING;
    current->waits_for = waits_for;
    current->wakes_at = wakes_at;
    schedule();
    return signal_waits() ? -ERESTART : 0;
}

/* A task that has slept for long does not have the CPU alone for as long: it is a tick ahead. */
void wake_task(struct task *task)
{
    uint64_t ahead = machine.clock_hz / TICK_HZ;
    task->state = READY;
    if (task->virtual_time + ahead < latest)
        task->virtual_time = latest - ahead;
    cpu_wake();
}

void wake(const void *waits_for)
{
    uint64_t now = clock_now();
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (!task || task->state != SLEEPING)
            continue;
        bool comes = waits_for && (task->waits_for == waits_for || task->waits_for == ANYTHING);
        if (comes || (task->wakes_at && task->wakes_at <= now))
            wake_task(task);
    }
}

/* --- Preemption --- */

void timer_tick(void)
{
    struct cpu *cpu = this_cpu();
    cpu->ticks++;
    wake(NULL);
    task_account();
    struct task *next = next_task();
    cpu->preempt = next && next != current;
    if (cpu->preempt)
        cpu_attend(cpu);
}

/* A CPU that is idle looks for tasks in any case: cpu_run(). */
static __attribute__((noinline)) void attend(struct frame *frame)
{
    struct cpu *cpu = this_cpu();
    if (attention & 1u << cpu->number && current != &cpu->idle) {
        attention &= ~(1u << cpu->number);
        if (cpu->preempt) {
            counts.preemptions++;
            schedule();
        }
        if (current->root && frame_is_user(frame))
            signals_take(frame);
    }
    kernel_unlock();
}

/* After each trap: what is seldom is elsewhere, for the sake of system calls. */
void trap_ends(struct frame *frame)
{
    if (attention)
        attend(frame);
}
