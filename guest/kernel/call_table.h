/*
 * The table of system calls: name, and what its arguments are, for --strace (strace.c): a number d,
 * a number without sign u, flags x, octal rights o, an address p, a folder that is open f, a string
 * s, what was read R or is written W, whose length is the result or the next argument.
 */
#pragma once

#include "calls.h"

/* clang-format off */
#define EACH_CALL(DO)                                                                            \
    DO(brk, "p") DO(chdir, "s") DO(clock_gettime, "dp") DO(clock_nanosleep, "dxpp")              \
    DO(clone, "xpppp") DO(close, "d") DO(dup, "d") DO(dup3, "ddx") DO(execve, "spp")             \
    DO(exit_group, "d") DO(faccessat, "fso") DO(fcntl, "ddx") DO(fstat, "dp") DO(futex, "pxu")   \
    DO(getcpu, "pp") DO(getcwd, "pu") DO(getdents64, "dpu") DO(getpgid, "d") DO(getpid, "")      \
    DO(getppid, "") DO(getrandom, "pux") DO(getresuid, "ppp") DO(getrusage, "dp")                \
    DO(gettimeofday, "pp") DO(ioctl, "dxp") DO(kill, "dd") DO(lseek, "ddd") DO(mkdirat, "fso")   \
    DO(mmap, "puxxdx") DO(mprotect, "pux") DO(munmap, "pu") DO(nanosleep, "pp")                  \
    DO(newfstatat, "fspx") DO(openat, "fsxo") DO(pipe2, "px") DO(ppoll, "pupp")                  \
    DO(prlimit64, "ddpp") DO(read, "dRu") DO(readlinkat, "fsRu") DO(rt_sigaction, "dppu")        \
    DO(rt_sigprocmask, "dppu") DO(rt_sigreturn, "") DO(rt_sigsuspend, "pu")                      \
    DO(set_tid_address, "p") DO(sched_getaffinity, "dup") DO(setpriority, "ddd")                 \
    DO(tgkill, "ddd") DO(umask, "o") DO(uname, "p") DO(unlinkat, "fsx") DO(wait4, "dpxp")        \
    DO(write, "dWu") OLD_CALLS(DO)

/* Calls that share a function: sys_exit_group() because a process has one thread, and those of
 * system.c. */
#define EACH_ALIAS(DO)                                                                           \
    DO(exit, "d", exit_group) DO(getegid, "", zero) DO(geteuid, "", zero) DO(getgid, "", zero)   \
    DO(getresgid, "ppp", getresuid) DO(getuid, "", zero) DO(fadvise64, "duud", zero)             \
    DO(madvise, "pux", zero) DO(fchmod, "do", not_permitted) DO(fchmodat, "fso", not_permitted)  \
    DO(fchown, "ddd", not_permitted) DO(fchownat, "fsddx", not_permitted)                        \
    DO(clone3, "pu", absent) DO(faccessat2, "fsox", absent) DO(getpeername, "dpp", absent)       \
    DO(prctl, "xp", absent) DO(rseq, "pux", absent) DO(sendfile, "ddpu", absent)                 \
    DO(set_robust_list, "pu", absent) DO(socket, "ddd", absent) OWN_ALIASES(DO)

/* Calls that this kernel has not got, by name. */
#define EACH_MISSING(DO)                                                                         \
    DO(ftruncate) DO(linkat) DO(mount) DO(mremap) DO(pread64) DO(pselect6) DO(readv)             \
    DO(renameat) DO(renameat2) DO(setpgid) DO(setsid) DO(sigaltstack) DO(statfs) DO(symlinkat)   \
    DO(sync) DO(sysinfo) DO(times) DO(utimensat) DO(writev) OLD_MISSING(DO)
/* clang-format on */

#define DECLARE(name, kinds) long sys_##name(const uint64_t *arguments);
