#include "task.h"

#include "console.h"
#include "memory.h"
#include "stack.h"
#include "string.h"

static struct task boot_task = {.name = "boot", .weight = NORMAL_WEIGHT, .slot = MAX_TASKS};

struct task *current = &boot_task;
struct task *tasks[MAX_TASKS];

static int last_pid;

static int new_pid(void)
{
    for (;;) {
        last_pid = last_pid == INT16_MAX ? 2 : last_pid + 1;
        unsigned i = 0;
        while (i < MAX_TASKS && !(tasks[i] && tasks[i]->pid == last_pid))
            i++;
        if (i == MAX_TASKS)
            return last_pid;
    }
}

struct task *task_new(const char *name, void (*entry)(void))
{
    unsigned slot = 0;
    while (slot < MAX_TASKS && tasks[slot])
        slot++;
    struct task *task = slot < MAX_TASKS ? heap_alloc(sizeof *task) : NULL;
    if (!task)
        return NULL;
    if (!stack_map(slot)) {
        heap_free(task);
        return NULL;
    }
    tasks[slot] = task;
    task->slot = slot;
    task->pid = new_pid();
    for (unsigned i = 0; i < sizeof task->name - 1 && name[i]; i++)
        task->name[i] = name[i];
    task->weight = NORMAL_WEIGHT;
    task->virtual_time = current->virtual_time;
    task->context = new_context(task_frame(task), entry);
    return task;
}

void task_free(struct task *task)
{
    tasks[task->slot] = NULL;
    stack_unmap(task->slot);
    heap_free(task);
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
