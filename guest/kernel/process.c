#include "file.h"

#define FIRST 1 /* process id */

/* --- fork() --- */

static void begin_child(void)
{
    return_to_user(task_frame(current));
}

long sys_clone(const uint64_t *a)
{
    if (a[0] != SIGCHLD) /* what is shared, and how the parent is told: no more than fork() */
        return -EINVAL;
    struct task *child = task_new(current->name, begin_child);
    if (!child)
        return -EAGAIN;
    child->root = space_copy(current->root);
    if (!child->root) {
        task_free(child);
        return -ENOMEM;
    }
    struct frame *frame = task_frame(child);
    *frame = *task_frame(current);
    frame->CALL_RESULT = 0;
    if (a[1])
        frame->sp = a[1];
    fp_save(&child->fp);
    files_copy(child);
    child->parent = current;
    child->weight = current->weight;
    child->heap_start = current->heap_start;
    child->heap_end = current->heap_end;
    return child->pid;
}

/* --- exit_group() --- */

/* Nobody waits for its children any more. */
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
        power_off(status != 0);
    files_close(~0ul);
    pte *root = current->root;
    current->root = NULL;
    load_root(kernel_root);
    space_free(root);
    leave_children();
    current->status = status;
    wake(current->parent);
    task_exit();
}

long sys_exit_group(const uint64_t *a)
{
    process_exit((a[0] & 0xff) << 8);
}

/* --- wait4() --- */

#define WNOHANG 1

/* That child, or any if pid is not positive: one that has ended, or else one that has not; NULL if
 * there is none. */
static struct task *find_child(int pid)
{
    struct task *found = NULL;
    for (unsigned i = 0; i < MAX_TASKS; i++) {
        struct task *task = tasks[i];
        if (task && task->parent == current && (pid <= 0 || task->pid == pid) &&
            (!found || task->state == ENDED))
            found = task;
    }
    return found;
}

long sys_wait4(const uint64_t *a)
{
    struct task *child;
    while ((child = find_child(a[0])) && child->state != ENDED) {
        if (a[2] & WNOHANG)
            return 0;
        sleep(current, 0);
    }
    if (!child)
        return -ECHILD;
    int pid = child->pid;
    if (a[1] && copy_out(a[1], &child->status, sizeof child->status))
        return -EFAULT;
    task_free(child);
    return pid;
}

long sys_getpid(const uint64_t *a)
{
    return current->pid;
}

/* A niceness of -20 to 19: a twentieth of the normal weight is given away for each. */
long sys_setpriority(const uint64_t *a)
{
    int nice = a[2], which = a[0], pid = a[1];
    if (which || (pid && pid != current->pid))
        return which ? -EINVAL : -ESRCH;
    nice = nice < -20 ? -20 : nice > 19 ? 19 : nice;
    current->weight = NORMAL_WEIGHT * (20 - nice) / 20;
    return 0;
}
