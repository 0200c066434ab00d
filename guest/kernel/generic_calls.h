/* The numbers of system calls in Linux's generic table (asm-generic/unistd.h), which all machines
 * have that came to Linux late. */
#pragma once

#define SYS_dup3          24
#define SYS_openat        56
#define SYS_close         57
#define SYS_pipe2         59
#define SYS_getdents64    61
#define SYS_read          63
#define SYS_write         64
#define SYS_exit          93
#define SYS_exit_group    94
#define SYS_nanosleep     101
#define SYS_clock_gettime 113
#define SYS_sched_yield   124
#define SYS_setpriority   140
#define SYS_getpid        172
#define SYS_getppid       173
#define SYS_brk           214
#define SYS_munmap        215
#define SYS_clone         220
#define SYS_execve        221
#define SYS_mmap          222
#define SYS_wait4         260

/* This table has no calls that others replace. */
#define OLD_CALLS
