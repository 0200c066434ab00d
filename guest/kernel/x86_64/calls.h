/* x86_64: Linux's system calls. */
#pragma once

enum { SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_mmap = 9, SYS_munmap = 11, SYS_brk = 12 };
enum { SYS_nanosleep = 35, SYS_getpid = 39, SYS_clone = 56, SYS_fork = 57, SYS_execve = 59 };
enum { SYS_exit = 60, SYS_wait4 = 61, SYS_setpriority = 141, SYS_getdents64 = 217 };
enum { SYS_clock_gettime = 228, SYS_exit_group = 231, SYS_openat = 257, SYS_dup3 = 292 };
enum { SYS_pipe2 = 293 };

/* clone() replaces it: old_calls.c */
#define OLD_CALLS(DO) DO(fork)

enum { O_DIRECTORY = 0200000, ELF_MACHINE = 62 };
