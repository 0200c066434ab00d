/* Tasks, processes, signals and system calls. */
#pragma once

#include "calls.h"
#include "entry.h"
#include "machine.h"

/* --- task.c, schedule.c: what CPUs can run. A process is a task with a root --- */

#define MAX_TASKS     256
#define MAX_FILES     64   /* open in a process */
#define NORMAL_WEIGHT 1024 /* Linux's, for a niceness of 0 */
#define FIRST_PID     1
#define SIGNALS       64

struct action { /* for a signal, as sigaction() has it */
    uint64_t handler, flags, restorer[HAS_RESTORER], mask;
};

struct task {
    struct fp fp; /* while it does not run */
    enum { READY, SLEEPING, ENDED } state;
    struct cpu *cpu; /* on which it runs; NULL: it does not */
    unsigned slot;   /* in tasks[]; the number of its kernel stack */
    int pid;
    char name[16];
    uint64_t context; /* where its stack ends while it does not run */

    uint64_t virtual_time; /* the CPU's time that it had, for a weight of NORMAL_WEIGHT */
    uint64_t cpu_time;     /* the same as it was; ticks of the clock */
    const void *waits_for; /* while it sleeps: what wake() has to be called for, */
    uint64_t wakes_at;     /* and when it is over in any case; 0: never */

    pte *root;              /* NULL in a task of the kernel */
    struct task *parent;    /* NULL: nobody waits for its end */
    int status;             /* how it ended: the number of a signal, or 256 * its own status */
    uint64_t children_time; /* cpu_time of those that have ended */

    uint64_t signals;       /* that were sent: a bit for each */
    struct action *actions; /* SIGNALS of them */

    /* A child inherits all from here on. */
    unsigned weight;
    uint64_t heap_start, heap_end; /* brk() */
    uint64_t blocked, own_blocked; /* signals not taken now, and when rt_sigsuspend() is over */
    char program[PATH_SIZE], folder[PATH_SIZE]; /* what it runs, and where relative paths begin */
    struct file *files[MAX_FILES];
    uint64_t close_on_exec; /* a bit for each of them */
};

/* Kernel stacks have one size, and are aligned to twice of it. The last word of each is the address
 * of its task: so a CPU finds the current task by its stack pointer. */
#define STACK_SIZE  (2 * PAGE_SIZE)
#define STACK_OWNER 16 /* bytes for it: what is below stays aligned */

/* The last word of the stack that has this address, or of the one whose guard has it. */
static inline struct task **stack_owner(uint64_t address)
{
    return (struct task **)((address | (2 * STACK_SIZE - 1)) - 7);
}

#define current (*stack_owner(stack_pointer()))

extern struct task *tasks[MAX_TASKS]; /* NULL where there is none */

/* A task that will run entry(), with interrupts off; NULL: there are too many, or no memory. */
struct task *task_new(const char *name, void (*entry)(void));

/* Cuts a name that is too long. */
void task_rename(struct task *task, const char *name);

/* The current task ends. Its parent frees it, or, if it has none, the scheduler. */
_Noreturn void task_exit(void);
void task_free(struct task *task);

/* Where a process's registers are while it is in the kernel. */
struct frame *task_frame(const struct task *task);

/* Runs the task that is ready and had the least virtual time; returns when it is this one again,
 * perhaps on another CPU. */
void schedule(void);

/* Sleeps until wake() of the same, or until that time; 0: no time. -ERESTART: a signal waits to be
 * taken. */
long sleep(const void *waits_for, uint64_t wakes_at);
void wake(const void *waits_for); /* NULL: only those whose time has come */
void wake_task(struct task *task);

/* The same, for every wake(). */
#define ANYTHING ((const void *)tasks)

/* current->cpu_time is up to date. */
void task_account(void);

/* --- signals.c. A system call that a signal interrupts returns -ERESTART --- */

void signal_send(struct task *task, int signal);

/* For one that the program has caused itself: false if it has to die. */
bool signal_fault(int signal);

/* Whether the current process has to take a signal, and whether its interrupted call starts again
 * after that. */
bool signal_waits(void);
bool signal_restarts(void);

/* Takes all of them. */
void signals_take(struct frame *frame);

/* For execve(): handlers are gone. */
void signals_reset(void);

/* --- time.c, system.c --- */

/* The ticks of a user's struct timespec, or an error. */
long read_time(uint64_t from, uint64_t *ticks);

/* A struct rusage. */
long put_usage(uint64_t to, uint64_t ticks);

void random_bytes(void *to, uint64_t size);

/* --- calls.c, strace.c --- */

/* A system call that is one expression, of its arguments a. */
#define ANSWER(name, ...)              \
    long sys_##name(const uint64_t *a) \
    {                                  \
        return __VA_ARGS__;            \
    }

struct call {
    const char *name, *kinds;                   /* of arguments: call_table.h */
    long (*handler)(const uint64_t *arguments); /* NULL: the kernel has not got it */
};

/* NULL: it has no name. */
const struct call *call_of(uint64_t number);

extern uint64_t untraced; /* calls with a number from here on are shown: 0 with --strace */

void trace_begin(uint64_t number, const uint64_t *arguments);
void trace_end(uint64_t number, const uint64_t *arguments, long result);
void trace_signal(int signal);

/* --- process.c, exec.c --- */

enum { CLONE_VFORK = 0x4100 }; /* flags of clone() that vfork() has */

/* The current process ends, with a status as struct task has it. When the first one ends, the
 * machine is switched off. */
_Noreturn void process_exit(int status);

/* The current process returns to its program for the first time. */
_Noreturn void process_begins(void);

/* execve() of Linux: user addresses of the path and of arrays of strings. */
long sys_execve(const uint64_t *arguments);
