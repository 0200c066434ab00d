/* System calls, with the numbers, arguments, results and errors of Linux. */
#include "calls.h"

#include "console.h"
#include "counts.h"
#include "file.h"
#include "process.h"
#include "traps.h"

/* The arguments are what the program had in six registers. */
typedef long call_handler(const uint64_t *a);

static long sys_exit(const uint64_t *a)
{
    process_exit((a[0] & 0xff) << 8);
}

static long sys_exit_group(const uint64_t *a)
{
    return sys_exit(a); /* a process has one thread */
}

static long sys_getpid(const uint64_t *a)
{
    return current->pid;
}

static long sys_getppid(const uint64_t *a)
{
    return current->parent ? current->parent->pid : 0;
}

static long sys_sched_yield(const uint64_t *a)
{
    yield();
    return 0;
}

/* Its first argument says what the child shares, here nothing, and what signal tells of its end. */
static long sys_clone(const uint64_t *a)
{
    return a[0] == SIGCHLD ? process_fork(a[1]) : -EINVAL;
}

static __attribute__((unused)) long sys_fork(const uint64_t *a)
{
    return process_fork(0);
}

static long sys_execve(const uint64_t *a)
{
    char path[PATH_SIZE];
    long length = copy_string(path, a[0], sizeof path);
    return length < 0 ? length : process_exec(path, a[1], a[2]);
}

static long sys_wait4(const uint64_t *a)
{
    return process_wait(a[0], a[1], a[2], a[3]);
}

/* --- Files --- */

static long sys_openat(const uint64_t *a)
{
    char path[PATH_SIZE];
    long length = copy_string(path, a[1], sizeof path);
    return length < 0 ? length : file_open(a[0], path, a[2]);
}

static long sys_close(const uint64_t *a)
{
    return file_close(a[0]);
}

static long sys_read(const uint64_t *a)
{
    return file_read(a[0], a[1], a[2]);
}

static long sys_write(const uint64_t *a)
{
    return file_write(a[0], a[1], a[2]);
}

static long sys_getdents64(const uint64_t *a)
{
    return file_list(a[0], a[1], a[2]);
}

static long sys_dup3(const uint64_t *a)
{
    return file_copy_to(a[0], a[1], a[2]);
}

static long sys_pipe2(const uint64_t *a)
{
    return file_pipe(a[0], a[1]);
}

/* --- Memory --- */

static uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1);
}

/* Returns the end of the heap, which has not changed if it could not. */
static long sys_brk(const uint64_t *a)
{
    struct space *space = current->space;
    uint64_t from = whole_pages(space->heap_end), to = whole_pages(a[0]);
    if (a[0] < space->heap_start || a[0] > USER_END)
        return space->heap_end;
    long problem = to > from   ? space_add(space, from, to, READ | WRITE)
                   : to < from ? space_remove(space, to, from)
                               : 0;
    if (!problem)
        space->heap_end = a[0];
    return space->heap_end;
}

#define PROT_ALL      7
#define MAP_TYPE      0x0f
#define MAP_PRIVATE   0x02
#define MAP_FIXED     0x10
#define MAP_ANONYMOUS 0x20

static long sys_mmap(const uint64_t *a)
{
    uint64_t at = a[0], size = whole_pages(a[1]), rights = a[2], flags = a[3];
    bool fixed = flags & MAP_FIXED;
    if (!a[1] || (rights & ~PROT_ALL) || (flags & MAP_TYPE) != MAP_PRIVATE ||
        (fixed && at % PAGE_SIZE))
        return -EINVAL;
    if (!(flags & MAP_ANONYMOUS))
        return -ENODEV;
    if ((rights & WRITE) && (rights & EXECUTE))
        return -EACCES; /* memory is for data or for code */
    if (a[1] > USER_END || (fixed && (at < USER_START || at > USER_END - size)))
        return -ENOMEM;
    if (!fixed)
        at = space_find_room(current->space, size);
    else if (space_remove(current->space, at, at + size))
        return -ENOMEM;
    long problem =
        at ? space_add(current->space, at, at + size, rights | (rights ? READ : 0)) : -ENOMEM;
    return problem ? problem : (long)at;
}

static long sys_munmap(const uint64_t *a)
{
    uint64_t size = whole_pages(a[1]);
    if (a[0] % PAGE_SIZE || !a[1] || a[1] > USER_END || a[0] > USER_END - size)
        return -EINVAL;
    return space_remove(current->space, a[0], a[0] + size);
}

/* --- Time --- */

#define SECOND 1000000000ul /* in nanoseconds */

struct time {
    int64_t seconds, nanoseconds;
};

#define LONGEST 1000000000 /* seconds, which is 31 years */

static long sys_nanosleep(const uint64_t *a)
{
    struct time time;
    if (copy_in(&time, a[0], sizeof time))
        return -EFAULT;
    if (time.seconds < 0 || time.nanoseconds < 0 || time.nanoseconds >= (int64_t)SECOND)
        return -EINVAL;
    if (time.seconds > LONGEST)
        time.seconds = LONGEST;
    uint64_t hz = machine.clock_hz;
    uint64_t wakes_at = clock_now() + time.seconds * hz + time.nanoseconds * hz / SECOND + 1;
    while (clock_now() < wakes_at && !current->killed)
        sleep(NULL, wakes_at);
    return current->killed ? -EINTR : 0;
}

#define CLOCK_REALTIME           0 /* this machine has no other clock: since it was switched on */
#define CLOCK_MONOTONIC          1
#define CLOCK_PROCESS_CPUTIME_ID 2

static long sys_clock_gettime(const uint64_t *a)
{
    if (a[0] > CLOCK_PROCESS_CPUTIME_ID)
        return -EINVAL;
    uint64_t hz = machine.clock_hz;
    task_account();
    uint64_t now = a[0] == CLOCK_PROCESS_CPUTIME_ID ? current->cpu_time : clock_now();
    struct time time = {now / hz, now % hz * SECOND / hz};
    return copy_out(a[1], &time, sizeof time);
}

/* A niceness of -20 to 19, of which each is a fifth less of weight than the one before. */
static long sys_setpriority(const uint64_t *a)
{
    int nice = a[2], which = a[0], pid = a[1];
    if (which != 0)
        return -EINVAL;
    if (pid && pid != current->pid)
        return -ESRCH;
    current->weight = NORMAL_WEIGHT;
    for (int n = 0; n > nice && n > -20; n--)
        current->weight = current->weight * 5 / 4;
    for (int n = 0; n < nice && n < 19; n++)
        current->weight = current->weight * 4 / 5;
    return 0;
}

/* --- The table --- */

#define MAX_CALLS 512

static call_handler *const handlers[MAX_CALLS] = {[SYS_brk] = sys_brk,
                                                  [SYS_clock_gettime] = sys_clock_gettime,
                                                  [SYS_clone] = sys_clone,
                                                  [SYS_close] = sys_close,
                                                  [SYS_dup3] = sys_dup3,
                                                  [SYS_execve] = sys_execve,
                                                  [SYS_exit] = sys_exit,
                                                  [SYS_exit_group] = sys_exit_group,
                                                  [SYS_getdents64] = sys_getdents64,
                                                  [SYS_getpid] = sys_getpid,
                                                  [SYS_getppid] = sys_getppid,
                                                  [SYS_mmap] = sys_mmap,
                                                  [SYS_munmap] = sys_munmap,
                                                  [SYS_nanosleep] = sys_nanosleep,
                                                  [SYS_openat] = sys_openat,
                                                  [SYS_pipe2] = sys_pipe2,
                                                  [SYS_read] = sys_read,
                                                  [SYS_sched_yield] = sys_sched_yield,
                                                  [SYS_setpriority] = sys_setpriority,
                                                  [SYS_wait4] = sys_wait4,
                                                  [SYS_write] = sys_write,
                                                  OLD_CALLS};

/* One line for each number: a program may try again and again. */
static long unknown_call(uint64_t number)
{
    static bool told[MAX_CALLS + 1];
    bool *is_told = &told[number < MAX_CALLS ? number : MAX_CALLS];
    if (!*is_told)
        printf("%s (pid %d): unknown system call %lu\n", current->name, current->pid, number);
    *is_told = true;
    return -ENOSYS;
}

void system_call(struct frame *frame)
{
    uint64_t number = frame_call(frame), arguments[6];
    counts.calls++;
    frame_arguments(frame, arguments);
    call_handler *handler = number < MAX_CALLS ? handlers[number] : NULL;
    frame_set_result(frame, handler ? handler(arguments) : unknown_call(number));
}
