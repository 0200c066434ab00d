/* Processes: tasks with a program. */
#pragma once

#include "space.h"
#include "task.h"

/* The child's process id, or an error; in the child this returns 0 to the program. stack: the
 * child's stack pointer, or 0 for the same. */
long process_fork(uint64_t stack);

/* The current process ends; status as wait4() tells it: the number of a signal, or 256 * the
 * program's own. When the first process ends, the machine is switched off. */
_Noreturn void process_exit(int status);

/* Waits for a child to end: that one, or any if pid is -1. wait4() of Linux. */
long process_wait(int pid, uint64_t status, int options, uint64_t usage);

/* There is no memory for a program: the one that has most ends. Returns if it is not this one. */
void process_make_room(void);

/* --- exec.c --- */

/* The program of that file takes the current one's place, with arguments and environment; these are
 * user addresses of arrays. On success it starts when the trap ends. */
long process_exec(const char *path, uint64_t arguments, uint64_t environment);

/* The same for the first process, whose words are the kernel's: up to a NULL. */
long process_exec_first(const char *path, const char *const *arguments);
