/* x86_64: Linux's system calls, and what it runs. */
#pragma once

#include <stdint.h>

enum { SYS_read = 0, SYS_write = 1, SYS_open = 2, SYS_close = 3, SYS_stat = 4 };
enum { SYS_fstat = 5, SYS_lstat = 6, SYS_poll = 7, SYS_lseek = 8, SYS_mmap = 9 };
enum { SYS_mprotect = 10, SYS_munmap = 11, SYS_brk = 12, SYS_rt_sigaction = 13 };
enum { SYS_rt_sigprocmask = 14, SYS_rt_sigreturn = 15, SYS_ioctl = 16, SYS_pread64 = 17 };
enum { SYS_readv = 19, SYS_writev = 20, SYS_access = 21, SYS_pipe = 22, SYS_select = 23 };
enum { SYS_mremap = 25, SYS_madvise = 28, SYS_dup = 32, SYS_dup2 = 33, SYS_nanosleep = 35 };
enum { SYS_getpid = 39, SYS_sendfile = 40, SYS_socket = 41, SYS_getpeername = 52 };
enum { SYS_clone = 56, SYS_fork = 57, SYS_vfork = 58, SYS_execve = 59, SYS_exit = 60 };
enum { SYS_wait4 = 61, SYS_kill = 62, SYS_uname = 63, SYS_fcntl = 72, SYS_ftruncate = 77 };
enum { SYS_getcwd = 79, SYS_chdir = 80, SYS_rename = 82, SYS_mkdir = 83, SYS_rmdir = 84 };
enum { SYS_unlink = 87, SYS_readlink = 89, SYS_fchmod = 91, SYS_fchown = 93 };
enum { SYS_umask = 95, SYS_gettimeofday = 96, SYS_getrusage = 98, SYS_sysinfo = 99 };
enum { SYS_times = 100, SYS_getuid = 102, SYS_getgid = 104, SYS_geteuid = 107 };
enum { SYS_getegid = 108, SYS_setpgid = 109, SYS_getppid = 110, SYS_getpgrp = 111 };
enum { SYS_setsid = 112, SYS_getresuid = 118, SYS_getresgid = 120, SYS_getpgid = 121 };
enum { SYS_rt_sigsuspend = 130, SYS_sigaltstack = 131, SYS_statfs = 137 };
enum { SYS_setpriority = 141, SYS_prctl = 157, SYS_arch_prctl = 158, SYS_sync = 162 };
enum { SYS_mount = 165, SYS_time = 201, SYS_futex = 202 };
enum { SYS_sched_getaffinity = 204, SYS_getdents64 = 217 };
enum { SYS_set_tid_address = 218, SYS_fadvise64 = 221, SYS_clock_gettime = 228 };
enum { SYS_clock_nanosleep = 230, SYS_exit_group = 231, SYS_tgkill = 234 };
enum { SYS_openat = 257, SYS_mkdirat = 258, SYS_fchownat = 260, SYS_newfstatat = 262 };
enum { SYS_unlinkat = 263, SYS_renameat = 264, SYS_linkat = 265, SYS_symlinkat = 266 };
enum { SYS_readlinkat = 267, SYS_fchmodat = 268, SYS_faccessat = 269, SYS_pselect6 = 270 };
enum { SYS_ppoll = 271, SYS_set_robust_list = 273, SYS_utimensat = 280, SYS_dup3 = 292 };
enum { SYS_pipe2 = 293, SYS_prlimit64 = 302, SYS_getcpu = 309, SYS_renameat2 = 316 };
enum { SYS_getrandom = 318, SYS_rseq = 334, SYS_clone3 = 435, SYS_faccessat2 = 439 };

/* Others replace them: ../old_calls.c; the last is in traps.c. */
/* clang-format off */
#define OLD_CALLS(DO)                                                                            \
    DO(access, "so") DO(dup2, "dd") DO(fork, "") DO(getpgrp, "") DO(lstat, "sp")                 \
    DO(mkdir, "so") DO(open, "sxo") DO(pipe, "p") DO(poll, "pud") DO(readlink, "sRu")            \
    DO(rmdir, "s") DO(stat, "sp") DO(time, "p") DO(unlink, "s") DO(vfork, "") DO(arch_prctl, "xp")
#define OLD_MISSING(DO) DO(rename) DO(select)
#define OWN_ALIASES(DO)
/* clang-format on */

enum { O_DIRECTORY = 0200000, ELF_MACHINE = 62, CALL_SIZE = 2, HAS_RESTORER = 1 };

#define RETURN_CODE            \
    {                          \
        0x00000fb8, 0x90050f00 \
    } /* mov eax, SYS_rt_sigreturn; syscall */
#define MACHINE_NAME   "x86_64"
#define BELOW_STACK    128 /* bytes that a program uses there */
#define CLONE_CHILD_ID 3   /* which argument of clone() it is */

struct file_status {
    uint64_t device, number, links;
    uint32_t mode, user, group, unused1;
    uint64_t unused2;
    int64_t size, block_size, blocks, times[6], unused3[3];
};
