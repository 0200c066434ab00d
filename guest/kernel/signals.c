/*
 * Signals: each process has those that have been sent to it and those that it blocks, a bit for
 * each, and an action for each. A signal is taken on the way back to the program: it is ignored,
 * ends the process, or the program continues in its handler, with what it did on its stack.
 */
#include "file.h"

enum { DEFAULT, IGNORE }; /* in place of a handler */
enum { NO_DEFER = 0x40000000, RESET = 0x80000000, RESTART = 0x10000000 }; /* flags of actions */

#define BIT(signal) (1ul << ((signal)-1))
#define ALWAYS      (BIT(SIGKILL) | BIT(SIGSTOP)) /* no process can block, ignore or handle them */
/* Ignored by default: of a child, and, because there is no job control, those that stop. */
#define QUIET (BIT(SIGURG + 1) - BIT(SIGCHLD) | BIT(SIGWINCH))

/* What is put on the program's stack for a handler: a siginfo_t, and what it returns to. */
struct signal_frame {
    uint64_t unused, return_address; /* for machines that return by the stack */
    int info[32];
    uint64_t blocked;
    struct frame frame;
    struct fp fp;
};

static uint64_t handler_of(const struct task *task, int signal)
{
    uint64_t handler = task->actions[signal - 1].handler;
    bool quiet = handler == DEFAULT && (BIT(signal) & QUIET);
    return quiet ? IGNORE : handler;
}

bool signal_waits(void)
{
    return current->root && (current->signals & ~current->blocked);
}

void signal_send(struct task *task, int signal)
{
    uint64_t handler = handler_of(task, signal);
    if (handler == IGNORE || (handler == DEFAULT && task->pid == FIRST_PID))
        return; /* the first process has only the signals that it handles */
    task->signals |= BIT(signal);
    if (task->state == SLEEPING && !(task->blocked & BIT(signal)))
        wake_task(task);
    if (task->cpu)
        cpu_attend(task->cpu);
}

bool signal_fault(int signal)
{
    if (handler_of(current, signal) <= IGNORE || (current->blocked & BIT(signal)))
        return false;
    signal_send(current, signal);
    return true;
}

/* The one that will be taken first. */
static int next_signal(void)
{
    return __builtin_ctzl(current->signals & ~current->blocked) + 1;
}

bool signal_restarts(void)
{
    int signal = next_signal();
    return handler_of(current, signal) <= IGNORE || (current->actions[signal - 1].flags & RESTART);
}

/* --- Taking them --- */

static void set_blocked(uint64_t signals)
{
    current->blocked = current->own_blocked = signals & ~ALWAYS;
    cpu_attend(this_cpu());
}

static void call_handler(struct frame *frame, int signal)
{
    struct action *action = &current->actions[signal - 1];
    struct signal_frame saved = {.return_address = RETURN_ADDRESS,
                                 .info = {signal},
                                 .blocked = current->own_blocked,
                                 .frame = *frame};
    uint64_t at = (frame->sp - BELOW_STACK - sizeof saved) & -16ul;
    fp_save(&saved.fp);
    if (copy_out(at, &saved, sizeof saved))
        process_exit(SIGSEGV);
    frame_call(frame, action->handler, at + offsetof(struct signal_frame, info), signal);
    set_blocked(current->blocked | action->mask | (action->flags & NO_DEFER ? 0 : BIT(signal)));
    if (action->flags & RESET)
        action->handler = DEFAULT;
}

void signals_take(struct frame *frame)
{
    while (signal_waits()) {
        int signal = next_signal();
        uint64_t handler = handler_of(current, signal);
        current->signals &= ~BIT(signal);
        trace_signal(signal);
        if (handler == DEFAULT)
            process_exit(signal);
        if (handler != IGNORE)
            call_handler(frame, signal);
    }
    current->blocked = current->own_blocked;
}

void signals_reset(void)
{
    for (unsigned i = 0; i < SIGNALS; i++) {
        if (current->actions[i].handler > IGNORE)
            current->actions[i] = (struct action){.handler = DEFAULT};
    }
}

/* The handler has returned, to code that makes this call (RETURN_CODE). */
long sys_rt_sigreturn(const uint64_t *a)
{
    struct signal_frame saved;
    struct frame *frame = task_frame(current);
    if (copy_in(&saved, frame->sp - offsetof(struct signal_frame, info), sizeof saved))
        process_exit(SIGSEGV);
    set_blocked(saved.blocked);
    frame_restore(frame, &saved.frame, &saved.fp);
    fp_load(&saved.fp);
    return frame->CALL_RESULT;
}

/* --- The calls --- */

#define MASK_SIZE sizeof(uint64_t)

long sys_rt_sigaction(const uint64_t *a)
{
    int signal = a[0];
    if (signal < 1 || signal > SIGNALS || a[3] != MASK_SIZE || (a[1] && (ALWAYS & BIT(signal))))
        return -EINVAL;
    struct action *action = &current->actions[signal - 1], old = *action, next = old;
    if (a[1] && copy_in(&next, a[1], sizeof next))
        return -EFAULT;
    *action = next;
    if (handler_of(current, signal) == IGNORE)
        current->signals &= ~BIT(signal);
    return a[2] ? copy_out(a[2], &old, sizeof old) : 0;
}

long sys_rt_sigprocmask(const uint64_t *a)
{
    enum { BLOCK, UNBLOCK, SET };
    uint64_t old = current->blocked, set = 0;
    if (a[3] != MASK_SIZE || (a[1] && a[0] > SET))
        return -EINVAL;
    if (a[1] && copy_in(&set, a[1], sizeof set))
        return -EFAULT;
    if (a[1])
        set_blocked(a[0] == BLOCK ? old | set : a[0] == UNBLOCK ? old & ~set : set);
    return a[2] ? copy_out(a[2], &old, sizeof old) : 0;
}

long sys_rt_sigsuspend(const uint64_t *a)
{
    uint64_t set;
    if (a[1] != MASK_SIZE)
        return -EINVAL;
    if (copy_in(&set, a[0], sizeof set))
        return -EFAULT;
    current->blocked = set & ~ALWAYS; /* own_blocked stays */
    while (!sleep(NULL, 0))
        ;
    return -EINTR;
}

/* To one, or to all but the first: they are one group. */
static long send(int pid, int signal)
{
    long result = signal < 0 || signal > SIGNALS ? -EINVAL : -ESRCH;
    for (unsigned i = 0; i < MAX_TASKS && result != -EINVAL; i++) {
        struct task *task = tasks[i];
        if (!task || !task->root || (pid > 0 ? task->pid != pid : task->pid == FIRST_PID) ||
            (pid == -1 && task == current))
            continue;
        result = 0;
        if (signal)
            signal_send(task, signal);
    }
    return result;
}

ANSWER(kill, send(a[0], a[1]))
ANSWER(tgkill, (int)a[1] > 0 && a[0] == a[1] ? send(a[1], a[2]) : -EINVAL)
