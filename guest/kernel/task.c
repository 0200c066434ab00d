#include "kernel.h"

struct task *tasks[MAX_TASKS];

void task_rename(struct task *task, const char *name)
{
    memset(task->name, 0, sizeof task->name);
    memcpy(task->name, name, smaller(strlen(name), sizeof task->name - 1));
}

struct task *task_new(const char *name, void (*entry)(void))
{
    static int last_pid;
    unsigned slot = 0;
    while (slot < MAX_TASKS && tasks[slot])
        slot++;
    struct task *task = slot < MAX_TASKS ? heap_alloc(sizeof *task) : NULL;
    if (!task)
        return NULL;
    task->slot = slot;
    task->actions = heap_alloc(SIGNALS * sizeof *task->actions);
    if (!task->actions || !stack_map(slot, task)) {
        task_free(task);
        return NULL;
    }
    task->pid = ++last_pid;
    task_rename(task, name);
    task->weight = NORMAL_WEIGHT;
    task->virtual_time = current->virtual_time;
    task->context = new_context(task_frame(task), entry);
    tasks[slot] = task;
    cpu_wake();
    return task;
}

void task_free(struct task *task)
{
    tasks[task->slot] = NULL;
    if (task->actions)
        heap_free(task->actions, SIGNALS * sizeof *task->actions);
    heap_free(task, sizeof *task);
}

struct frame *task_frame(const struct task *task)
{
    return (struct frame *)stack_top(task->slot) - 1;
}

_Noreturn void task_exit(void)
{
    current->state = ENDED;
    schedule();
    panic("%s runs after its end", current->name);
}
