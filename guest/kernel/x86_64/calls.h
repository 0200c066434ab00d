/* x86_64: Linux's system calls. */
#pragma once

#define SYS_read          0
#define SYS_write         1
#define SYS_close         3
#define SYS_mmap          9
#define SYS_munmap        11
#define SYS_brk           12
#define SYS_sched_yield   24
#define SYS_nanosleep     35
#define SYS_getpid        39
#define SYS_clone         56
#define SYS_fork          57
#define SYS_execve        59
#define SYS_exit          60
#define SYS_wait4         61
#define SYS_getppid       110
#define SYS_setpriority   141
#define SYS_getdents64    217
#define SYS_clock_gettime 228
#define SYS_exit_group    231
#define SYS_openat        257
#define SYS_dup3          292
#define SYS_pipe2         293

/* Calls of this table that the other one has no more: clone() takes the place of fork(). */
#define OLD_CALLS [SYS_fork] = sys_fork

#define O_DIRECTORY 0200000
