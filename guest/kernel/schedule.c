/*
 * The scheduler. Each task has a virtual time, which runs faster the less it weighs. The task with
 * the least runs: so in the long run each gets a share of the CPU in proportion to its weight.
 */
#include "kernel.h"

static uint64_t accounted; /* until then */
static uint64_t latest;    /* the virtual time of the task that began to run last */
static bool idle, preempt; /* no task is ready; another one than the current should run */

bool attention;

static struct task *next_task(void)
{
    struct task *next = NULL;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (task && task->state == READY && (!next || task->virtual_time < next->virtual_time))
            next = task;
    }
    return next;
}

void task_account(void)
{
    uint64_t now = clock_now(), time = idle ? 0 : now - accounted;
    accounted = now;
    current->cpu_time += time;
    current->virtual_time += time * NORMAL_WEIGHT / current->weight;
}

void schedule(void)
{
    static struct task *ended; /* is freed when its stack is not in use any more */
    if (ended)
        task_free(ended);
    ended = NULL;
    preempt = false;
    task_account();
    struct task *last = current, *next;
    while (!(next = next_task())) {
        idle = true;
        wait_for_interrupt();
    }
    task_account();
    idle = false;
    latest = latest < next->virtual_time ? next->virtual_time : latest;
    attention |= signal_waits();
    if (next == last)
        return;
    counts.switches++;
    if (last->state == ENDED && !last->parent && last->slot < MAX_TASKS)
        ended = last;
    if (last->root)
        fp_save(&last->fp);
    if (next->root) {
        load_root(next->root);
        fp_load(&next->fp);
    }
    set_kernel_stack(stack_top(next->slot));
    current = next;
    switch_context(&last->context, next->context);
    attention |= signal_waits();
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
    wake(NULL);
    task_account();
    preempt = next_task() != current;
    attention |= preempt;
}

static __attribute__((noinline)) void attend(struct frame *frame)
{
    attention = false;
    if (preempt) {
        counts.preemptions++;
        schedule();
    }
    if (current->root && frame_is_user(frame))
        signals_take(frame);
}

/* After each trap: what is seldom is elsewhere, for the sake of system calls. */
void trap_ends(struct frame *frame)
{
    if (attention && !idle)
        attend(frame);
}
