/* The numbers of system calls in Linux's generic table (asm-generic/unistd.h), which all machines
 * have that came to Linux late. */
#pragma once

enum { SYS_dup3 = 24, SYS_openat = 56, SYS_close = 57, SYS_pipe2 = 59, SYS_getdents64 = 61 };
enum { SYS_read = 63, SYS_write = 64, SYS_exit = 93, SYS_exit_group = 94, SYS_nanosleep = 101 };
enum { SYS_clock_gettime = 113, SYS_setpriority = 140, SYS_getpid = 172, SYS_brk = 214 };
enum { SYS_munmap = 215, SYS_clone = 220, SYS_execve = 221, SYS_mmap = 222, SYS_wait4 = 260 };

/* This table has no calls that others replace. */
#define OLD_CALLS(DO)
