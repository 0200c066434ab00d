#include "user.h"

#define AT_FDCWD      (-100)
#define SIGCHLD       17
#define PROT_READ     1
#define PROT_WRITE    2
#define MAP_PRIVATE   0x02
#define MAP_ANONYMOUS 0x20
#define SECOND        1000000000ul

#define CALL(number, ...) CALL_OF(number, __VA_ARGS__, 0, 0, 0, 0, 0, 0)
#define CALL_OF(n, a, b, c, d, e, f, ...) \
    system_call(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* Called by _start, with what is on the stack: argc, argv, NULL, environment, NULL. */
_Noreturn void start(long *stack)
{
    char **argv = (char **)(stack + 1);
    exit(main(*stack, argv, argv + *stack + 1));
}

_Noreturn void exit(int status)
{
    flush();
    for (;;)
        CALL(SYS_exit_group, status);
}

long getpid(void)
{
    return CALL(SYS_getpid, 0);
}

long fork(void)
{
    return CALL(SYS_clone, SIGCHLD);
}

long execve(const char *path, char *const *argv, char *const *environment)
{
    return CALL(SYS_execve, path, argv, environment);
}

long setpriority(int nice)
{
    return CALL(SYS_setpriority, 0, 0, nice);
}

unsigned cpu_count(void)
{
    uint64_t set = 0;
    CALL(SYS_sched_getaffinity, 0, sizeof set, &set);
    return __builtin_popcountl(set);
}

unsigned cpu_number(void)
{
    uint32_t number = 0;
    CALL(SYS_getcpu, &number, NULL);
    return number;
}

long wait4(long pid, int *status)
{
    return CALL(SYS_wait4, pid, status);
}

long open(const char *path, int flags)
{
    return CALL(SYS_openat, AT_FDCWD, path, flags, 0666);
}

long close(int file)
{
    return CALL(SYS_close, file);
}

long read(int file, void *buffer, size_t size)
{
    return CALL(SYS_read, file, buffer, size);
}

long write(int file, const void *buffer, size_t size)
{
    return CALL(SYS_write, file, buffer, size);
}

long dup3(int file, int to)
{
    return CALL(SYS_dup3, file, to, 0);
}

long pipe(int files[2])
{
    return CALL(SYS_pipe2, files, 0);
}

uint64_t file_number(int file)
{
    struct file_status status = {.number = 0};
    bool is_file = !CALL(SYS_fstat, file, &status) && (status.mode & 0170000) == 0100000;
    return is_file ? status.number : 0;
}

long getdents64(int file, void *buffer, size_t size)
{
    return CALL(SYS_getdents64, file, buffer, size);
}

void *map(size_t size)
{
    long result =
        CALL(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result < 0 ? NULL : (void *)result;
}

long unmap(void *memory, size_t size)
{
    return CALL(SYS_munmap, memory, size);
}

void *set_break(void *end)
{
    return (void *)CALL(SYS_brk, end);
}

static uint64_t read_clock(int clock)
{
    uint64_t time[2] = {0, 0};
    CALL(SYS_clock_gettime, clock, time);
    return time[0] * SECOND + time[1];
}

uint64_t now(void)
{
    return read_clock(1); /* CLOCK_MONOTONIC */
}

uint64_t cpu_time(void)
{
    return read_clock(2); /* CLOCK_PROCESS_CPUTIME_ID */
}

void sleep_for(uint64_t nanoseconds)
{
    uint64_t time[2] = {nanoseconds / SECOND, nanoseconds % SECOND};
    CALL(SYS_nanosleep, time, NULL);
}
