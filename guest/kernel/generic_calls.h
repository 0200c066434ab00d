/* What machines have in common that came to Linux late: the numbers of system calls
 * (asm-generic/unistd.h), and what fstat() tells. */
#pragma once

#include <stdint.h>

enum { SYS_getcwd = 17, SYS_dup = 23, SYS_dup3 = 24, SYS_fcntl = 25, SYS_ioctl = 29 };
enum { SYS_mkdirat = 34, SYS_unlinkat = 35, SYS_symlinkat = 36, SYS_linkat = 37 };
enum { SYS_renameat = 38, SYS_mount = 40, SYS_statfs = 43, SYS_ftruncate = 46 };
enum { SYS_faccessat = 48, SYS_chdir = 49, SYS_fchmod = 52, SYS_fchmodat = 53 };
enum { SYS_fchownat = 54, SYS_fchown = 55, SYS_openat = 56, SYS_close = 57 };
enum { SYS_pipe2 = 59, SYS_getdents64 = 61, SYS_lseek = 62, SYS_read = 63, SYS_write = 64 };
enum { SYS_readv = 65, SYS_writev = 66, SYS_pread64 = 67, SYS_sendfile = 71 };
enum { SYS_pselect6 = 72, SYS_ppoll = 73, SYS_readlinkat = 78, SYS_newfstatat = 79 };
enum { SYS_fstat = 80, SYS_sync = 81, SYS_utimensat = 88, SYS_exit = 93 };
enum { SYS_exit_group = 94, SYS_set_tid_address = 96, SYS_futex = 98 };
enum { SYS_set_robust_list = 99, SYS_nanosleep = 101, SYS_clock_gettime = 113 };
enum { SYS_clock_nanosleep = 115, SYS_sched_getaffinity = 123, SYS_kill = 129 };
enum { SYS_tgkill = 131, SYS_sigaltstack = 132 };
enum { SYS_rt_sigsuspend = 133, SYS_rt_sigaction = 134, SYS_rt_sigprocmask = 135 };
enum { SYS_rt_sigreturn = 139, SYS_setpriority = 140, SYS_getresuid = 148 };
enum { SYS_getresgid = 150, SYS_times = 153, SYS_setpgid = 154, SYS_getpgid = 155 };
enum { SYS_setsid = 157, SYS_uname = 160, SYS_getrusage = 165, SYS_umask = 166 };
enum { SYS_prctl = 167, SYS_getcpu = 168, SYS_gettimeofday = 169, SYS_getpid = 172 };
enum { SYS_getppid = 173, SYS_getuid = 174, SYS_geteuid = 175, SYS_getgid = 176 };
enum { SYS_getegid = 177, SYS_sysinfo = 179, SYS_socket = 198, SYS_getpeername = 205 };
enum { SYS_brk = 214, SYS_munmap = 215, SYS_mremap = 216, SYS_clone = 220, SYS_execve = 221 };
enum { SYS_mmap = 222, SYS_fadvise64 = 223, SYS_mprotect = 226, SYS_madvise = 233 };
enum { SYS_wait4 = 260, SYS_prlimit64 = 261, SYS_renameat2 = 276, SYS_getrandom = 278 };
enum { SYS_rseq = 293, SYS_clone3 = 435, SYS_faccessat2 = 439 };

/* This table has no calls that others replace. */
#define OLD_CALLS(DO)
#define OLD_MISSING(DO)

#define CLONE_CHILD_ID 4 /* which argument of clone() it is */

struct file_status {
    uint64_t device, number;
    uint32_t mode, links, user, group;
    uint64_t unused1[2];
    int64_t size;
    int32_t block_size, unused2;
    int64_t blocks, times[6], unused3;
};
