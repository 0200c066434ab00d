/*
 * Three tasks that never give the CPU away. The timer's interrupt takes the CPU from each task
 * after its turn, which lasts as many ticks as the task's weight.
 */
#include "interrupts.h"
#include "line.h"

#include <stdbool.h>
#include <stddef.h>

#define RATE  100 /* ticks a second */
#define TURNS 5   /* of each task */

int run_tasks(const void *tree);

struct task {
    const unsigned weight;
    unsigned ticks;
    unsigned long count; /* how far it has counted */
    struct frame *frame; /* its registers, while it does not run */
    uint64_t stack[128];
};

static struct task tasks[] = {{.weight = 5}, {.weight = 3}, {.weight = 2}};
#define TASKS (sizeof tasks / sizeof *tasks)

static struct frame *main_frame;
static volatile bool finished;

/* --- The scheduler --- */

/* The task after this one; NULL after the last turn of the last one. */
static struct task *task_after(struct task *task)
{
    static unsigned turns = 1;
    if (++task < tasks + TASKS)
        return task;
    return turns++ < TURNS ? tasks : NULL;
}

static struct frame *tick(struct frame *frame)
{
    static struct task *running;
    static unsigned left; /* ticks of its turn */
    if (finished)
        return frame;
    if (!running) { /* the first tick */
        main_frame = frame;
        running = tasks;
        left = running->weight;
        return running->frame;
    }
    running->ticks++;
    if (--left)
        return frame;
    running->frame = frame;
    running = task_after(running);
    finished = !running;
    if (finished)
        return main_frame;
    left = running->weight;
    return running->frame;
}

/* --- The tasks --- */

static void count(void *argument)
{
    struct task *task = argument;
    for (;;)
        (*(volatile unsigned long *)&task->count)++;
}

static void print_share(unsigned number, unsigned long all)
{
    const struct task *task = &tasks[number];
    line_add("task ");
    line_add_number(number + 1);
    line_add(": weight ");
    line_add_number(task->weight);
    line_add(", ");
    line_add_number(task->ticks);
    line_add(" ticks, took ");
    line_add_number((task->count + all / 200) / (all / 100));
    line_add("% of the CPU");
    line_print();
}

/* Called by ARCH.S, with the device tree, or with NULL. */
int run_tasks(const void *tree)
{
    traps_init();
    for (unsigned i = 0; i < TASKS; i++)
        tasks[i].frame = new_task(tasks[i].stack + sizeof tasks[i].stack / sizeof *tasks[i].stack,
                                  count, &tasks[i]);
    timer_start(RATE, tree, tick);
    interrupts_on();
    while (!finished)
        ;
    interrupts_off();
    unsigned long all = 0;
    for (unsigned i = 0; i < TASKS; i++)
        all += tasks[i].count;
    for (unsigned i = 0; i < TASKS; i++)
        print_share(i, all);
    shut_down();
}
