#include "process.h"

#include "console.h"
#include "file.h"
#include "memory.h"
#include "string.h"
#include "traps.h"

#define FIRST 1 /* process id */

static void begin_child(void)
{
    return_to_user(task_frame(current));
}

long process_fork(uint64_t stack)
{
    struct task *child = task_new(current->name, begin_child);
    if (!child)
        return -EAGAIN;
    child->space = space_copy(current->space);
    if (!child->space) {
        task_free(child);
        return -ENOMEM;
    }
    struct frame *frame = task_frame(child);
    *frame = *task_frame(current);
    frame_set_result(frame, 0);
    if (stack)
        frame_set_stack(frame, stack);
    fp_save(&child->fp);
    files_copy(child, current);
    child->parent = current;
    child->weight = current->weight;
    child->state = READY;
    return child->pid;
}

/* A child that nobody waits for any more is freed when it ends, or now if it has ended. */
static void leave_children(void)
{
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        if (!tasks[i] || tasks[i]->parent != current)
            continue;
        tasks[i]->parent = NULL;
        if (tasks[i]->state == ENDED)
            task_free(tasks[i]);
    }
}

_Noreturn void process_exit(int status)
{
    if (current->pid == FIRST)
        power_off(status);
    files_close(current, ~0ul);
    struct space *space = current->space;
    current->space = NULL;
    load_root(to_physical(kernel_root));
    space_free(space);
    leave_children();
    current->status = status;
    if (current->parent)
        wake(current->parent);
    task_exit();
}

/* --- wait4() --- */

#define WNOHANG 1

/* struct rusage of Linux: a process has used */
struct usage {
    uint64_t seconds, microseconds; /* of the CPU's time, in user mode */
    uint64_t unused1[6];
    uint64_t faults; /* without input or output */
    uint64_t unused2[7];
    uint64_t switches[2]; /* waiting; the CPU was taken away */
};

static struct usage usage_of(const struct task *task)
{
    uint64_t rest = task->cpu_time % machine.clock_hz;
    return (struct usage){
        .seconds = task->cpu_time / machine.clock_hz,
        .microseconds = rest * 1000000 / machine.clock_hz,
        .faults = task->faults,
        .switches = {task->switches},
    };
}

/* A child that has ended, or else one that has not; NULL if there is none. */
static struct task *find_child(int pid)
{
    struct task *found = NULL;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (!task || task->parent != current || (pid != -1 && task->pid != pid))
            continue;
        if (!found || task->state == ENDED)
            found = task;
    }
    return found;
}

long process_wait(int pid, uint64_t status, int options, uint64_t usage)
{
    struct task *child;
    while ((child = find_child(pid)) && child->state != ENDED) {
        if (options & WNOHANG)
            return 0;
        if (current->killed)
            return -EINTR;
        sleep(current, 0);
    }
    if (!child)
        return -ECHILD;
    struct usage used = usage_of(child);
    if ((status && copy_out(status, &child->status, sizeof child->status)) ||
        (usage && copy_out(usage, &used, sizeof used)))
        return -EFAULT;
    int found = child->pid;
    task_free(child);
    return found;
}

/* --- Out of memory --- */

/* The first process is the last one to end. */
static uint64_t size_of(const struct task *task)
{
    return task->pid == FIRST ? 0 : task->space->pages;
}

/* The process with most pages; NULL if one is about to end already. */
static struct task *largest_process(void)
{
    struct task *largest = NULL;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (!task || !task->space)
            continue;
        if (task->killed)
            return NULL;
        if (!largest || size_of(task) > size_of(largest))
            largest = task;
    }
    return largest;
}

void process_make_room(void)
{
    struct task *largest = largest_process();
    if (largest) {
        printf("out of memory: %s (pid %d), which has %lu pages, ends\n", largest->name,
               largest->pid, largest->space->pages);
        largest->killed = true;
        largest->virtual_time = 0; /* so that it is the next that runs */
        wake_task(largest);
    }
    yield();
}
