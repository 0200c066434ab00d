/*
 * Tasks: what the CPU can run. A task of the kernel has only that; a process has a program too
 * (process.h).
 */
#pragma once

#include "machine.h"

#define MAX_TASKS     256
#define MAX_FILES     64   /* open in a process */
#define NORMAL_WEIGHT 1024 /* Linux's, for a niceness of 0 */

enum state { READY, SLEEPING, ENDED };

struct task {
    struct fp fp; /* while it does not run */
    enum state state;
    unsigned slot; /* in tasks[]; the number of its kernel stack */
    int pid;
    char name[16];
    uint64_t context; /* where its stack ends while it does not run */

    /* Scheduling */
    uint64_t virtual_time; /* the CPU's time that it had, for a weight of NORMAL_WEIGHT */
    uint64_t cpu_time;     /* the same as it was; ticks of the clock */
    unsigned weight;
    const void *waits_for; /* while it sleeps: what wake() has to be called for, */
    uint64_t wakes_at;     /* and when it is over in any case; 0: never */
    uint64_t switches;     /* how often it gave the CPU away */

    /* A process */
    struct space *space; /* NULL in a task of the kernel */
    struct task *parent; /* NULL: nobody waits for its end */
    int status;          /* as wait4() tells it, when it has ended */
    bool killed;         /* ends as soon as it would return to user mode */
    uint64_t faults;
    struct file *files[MAX_FILES];
    uint64_t close_on_exec; /* a bit for each of them */
};

extern struct task *current;          /* at first, what runs on the boot stack */
extern struct task *tasks[MAX_TASKS]; /* NULL where there is none */

/* A task that will run entry(), with interrupts off; NULL if there are too many, or no memory. */
struct task *task_new(const char *name, void (*entry)(void));

/* Frees one that has ended. */
void task_free(struct task *task);

/* The current task ends; somebody frees it, or, if nobody waits for it, the next one that runs. */
_Noreturn void task_exit(void);

/* Where a process's registers are while it is in the kernel. */
struct frame *task_frame(const struct task *task);

/* --- The scheduler --- */

/* Runs the task that is ready and had the least virtual time; returns when it is this one again. */
void schedule(void);

/* The current task lets others run, if one has had less. */
void yield(void);

/* Sleeps until wake() of the same, or until that time; 0: no time. A killed process returns early,
 * so the caller looks again what it waits for. */
void sleep(const void *waits_for, uint64_t wakes_at);
void wake(const void *waits_for);
void wake_task(struct task *task);

/* A tick: wakes those whose time has come. Returns whether another task should run. */
bool task_tick(void);

/* current->cpu_time is up to date. */
void task_account(void);

/* Whether no task is ready. */
bool is_idle(void);
