/*
 * The scheduler. Each task has a virtual time, which runs faster the less it weighs. The task with
 * the least runs: so in the long run each gets a share of the CPU in proportion to its weight.
 */
#include "counts.h"
#include "memory.h"
#include "space.h"
#include "stack.h"
#include "task.h"

static uint64_t since; /* when the CPU's time was accounted for last */
static bool idle;
static uint64_t latest; /* the virtual time of the one that began to run last */

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
    uint64_t now = clock_now(), time = now - since;
    since = now;
    if (idle)
        return;
    current->cpu_time += time;
    current->virtual_time += time * NORMAL_WEIGHT / current->weight;
}

static struct task *wait_for_task(void)
{
    struct task *next;
    while (!(next = next_task())) {
        idle = true;
        wait_for_interrupt();
    }
    task_account();
    idle = false;
    return next;
}

/* The translation and the floating point of a process. */
static void load_process(const struct task *task)
{
    load_root(to_physical(task->space->root));
    fp_load(&task->fp);
}

void schedule(void)
{
    static struct task *ended; /* is freed when its stack is not in use any more */
    if (ended)
        task_free(ended);
    ended = NULL;
    task_account();
    struct task *last = current, *next = wait_for_task();
    if (next == last)
        return;
    counts.switches++;
    last->switches++;
    if (last->state == ENDED && !last->parent && last->slot < MAX_TASKS)
        ended = last;
    if (last->space)
        fp_save(&last->fp);
    if (next->space)
        load_process(next);
    set_kernel_stack(stack_top(next->slot));
    current = next;
    if (latest < next->virtual_time)
        latest = next->virtual_time;
    switch_context(&last->context, next->context);
}

void yield(void)
{
    schedule();
}

void sleep(const void *waits_for, uint64_t wakes_at)
{
    if (current->killed)
        return;
    current->state = SLEEPING;
    current->waits_for = waits_for;
    current->wakes_at = wakes_at;
    schedule();
}

/* Who has slept for long does not have the CPU alone for as long: it is a tick ahead of others. */
void wake_task(struct task *task)
{
    uint64_t ahead = machine.clock_hz / TICK_HZ;
    if (task->state != SLEEPING)
        return;
    task->state = READY;
    if (task->virtual_time + ahead < latest)
        task->virtual_time = latest - ahead;
}

void wake(const void *waits_for)
{
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (tasks[i] && tasks[i]->waits_for == waits_for)
            wake_task(tasks[i]);
    }
}

bool task_tick(void)
{
    uint64_t now = clock_now();
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (tasks[i] && tasks[i]->wakes_at && tasks[i]->wakes_at <= now)
            wake_task(tasks[i]);
    }
    task_account();
    return next_task() != current;
}

bool is_idle(void)
{
    return idle;
}
