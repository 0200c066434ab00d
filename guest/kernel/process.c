#include "file.h"

/* --- clone(), as fork() and vfork() use it; both copy memory --- */

enum { CLONE_CHILD_CLEARTID = 0x200000, CLONE_CHILD_SETTID = 0x1000000 };
enum { FLAGS = CLONE_VFORK | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID };

/* Gives the lock that schedule() has passed on to it. */
_Noreturn void process_begins(void)
{
    if (signal_waits())
        cpu_attend(this_cpu());
    trap_ends(task_frame(current));
    return_to_user(task_frame(current));
}

static void copy_process(struct task *child)
{
    fp_save(&child->fp);
    files_share();
    memcpy(&child->weight, &current->weight, sizeof *child - offsetof(struct task, weight));
    memcpy(child->actions, current->actions, sizeof(struct action) * SIGNALS);
    child->parent = current;
}

long sys_clone(const uint64_t *a)
{
    if ((a[0] & ~(uint64_t)FLAGS) != SIGCHLD)
        return -EINVAL; /* threads, which would share more */
    struct task *child = task_new(current->name, process_begins);
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
    copy_process(child);
    if (a[0] & CLONE_CHILD_SETTID)
        space_write(child->root, a[CLONE_CHILD_ID], &child->pid, sizeof child->pid);
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
    if (current->pid == FIRST_PID)
        power_off(status != 0);
    files_close(~0ul);
    pte *root = current->root;
    current->root = NULL;
    load_root(kernel_root);
    space_free(root);
    leave_children();
    current->status = status;
    if (current->parent)
        signal_send(current->parent, SIGCHLD);
    wake(current->parent);
    task_exit();
}

long sys_exit_group(const uint64_t *a)
{
    process_exit((a[0] & 0xff) << 8);
}

/* --- wait4() --- */

#define WNOHANG 1
#define OPTIONS 0xb /* and WUNTRACED and WCONTINUED: no process stops */

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
    if (a[2] & ~OPTIONS)
        return -EINVAL;
    while ((child = find_child(a[0])) && child->state != ENDED) {
        if (a[2] & WNOHANG)
            return 0;
        if (sleep(current, 0))
            return -ERESTART;
    }
    if (!child)
        return -ECHILD;
    int pid = child->pid;
    if ((a[1] && copy_out(a[1], &child->status, sizeof child->status)) ||
        (a[3] && put_usage(a[3], child->cpu_time + child->children_time)))
        return -EFAULT;
    current->children_time += child->cpu_time + child->children_time;
    task_free(child);
    return pid;
}

/* --- Who it is. All processes are in the group of the first one --- */

ANSWER(getpid, current->pid)
ANSWER(getppid, current->parent ? current->parent->pid : 0)
ANSWER(getpgrp, FIRST_PID)
ANSWER(getpgid, FIRST_PID)

/* Threads would need it; a process has one. */
ANSWER(set_tid_address, current->pid)

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
