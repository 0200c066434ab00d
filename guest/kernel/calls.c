/* System calls, with the numbers, arguments, results and errors of Linux; those of files are in
 * files.c and file_io.c, those of processes in process.c and exec.c. */
#include "calls.h"
#include "kernel.h"

/* --- Memory --- */

#define MAP_END (USER_END - USER_STACK - PAGE_SIZE) /* and a guard below the stack */

static uint64_t whole_pages(uint64_t bytes)
{
    return (bytes + PAGE_SIZE - 1) & -PAGE_SIZE;
}

/* Returns the end of the heap, which stays where it was if it cannot move. */
long sys_brk(const uint64_t *a)
{
    uint64_t from = whole_pages(current->heap_end), to = whole_pages(a[0]);
    if (a[0] >= current->heap_start && a[0] <= MAP_END &&
        (to <= from || !space_add(current->root, from, to, READ | WRITE))) {
        space_remove(current->root, to, from);
        current->heap_end = a[0];
    }
    return current->heap_end;
}

enum { PROT_ALL = 7, MAP_TYPE = 0x0f, MAP_PRIVATE = 0x02, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20 };

/* The highest place for so many bytes where nothing is; below USER_START: there is none. */
static uint64_t find_room(uint64_t size)
{
    uint64_t end = MAP_END, taken = MAP_END - size;
    while (end >= USER_START + size && next_entry(current->root, &taken, end)) {
        end = taken; /* the room has to end there */
        taken = end - size;
    }
    return end < USER_START + size ? 0 : end - size;
}

long sys_mmap(const uint64_t *a)
{
    uint64_t at = a[0], size = whole_pages(a[1]), rights = a[2], flags = a[3];
    if (!a[1] || (rights & ~PROT_ALL) || (flags & MAP_TYPE) != MAP_PRIVATE)
        return -EINVAL;
    if (!(flags & MAP_ANONYMOUS))
        return -ENODEV;
    if ((rights & WRITE) && (rights & EXECUTE))
        return -EACCES; /* memory is for data or for code */
    if (a[1] > MAP_END)
        return -ENOMEM;
    if (!(flags & MAP_FIXED))
        at = find_room(size);
    else if (at % PAGE_SIZE)
        return -EINVAL;
    if (at < USER_START || at > MAP_END - size)
        return -ENOMEM;
    space_remove(current->root, at, at + size);
    rights |= rights ? READ : 0; /* no machine has memory that can only be written */
    return space_add(current->root, at, at + size, rights) ? -ENOMEM : (long)at;
}

long sys_munmap(const uint64_t *a)
{
    if (a[0] % PAGE_SIZE || !a[1] || a[1] > USER_END || a[0] > USER_END - whole_pages(a[1]))
        return -EINVAL;
    space_remove(current->root, a[0], a[0] + whole_pages(a[1]));
    return 0;
}

/* --- Time --- */

#define SECOND  1000000000l /* in nanoseconds */
#define LONGEST 1000000000l /* sleep, in seconds: 31 years */

struct time {
    int64_t seconds, nanoseconds;
};

long sys_nanosleep(const uint64_t *a)
{
    struct time time;
    if (copy_in(&time, a[0], sizeof time))
        return -EFAULT;
    if (time.seconds < 0 || time.nanoseconds < 0 || time.nanoseconds >= SECOND)
        return -EINVAL;
    uint64_t hz = machine.clock_hz, seconds = time.seconds < LONGEST ? time.seconds : LONGEST;
    uint64_t wakes_at = clock_now() + seconds * hz + time.nanoseconds * hz / SECOND + 1;
    while (clock_now() < wakes_at)
        sleep(NULL, wakes_at);
    return 0;
}

/* The machine has no clock but the one that begins when it is switched on. */
enum { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID };

long sys_clock_gettime(const uint64_t *a)
{
    if (a[0] > CLOCK_PROCESS_CPUTIME_ID)
        return -EINVAL;
    task_account();
    uint64_t hz = machine.clock_hz;
    uint64_t now = a[0] == CLOCK_PROCESS_CPUTIME_ID ? current->cpu_time : clock_now();
    struct time time = {now / hz, now % hz * SECOND / hz};
    return copy_out(a[1], &time, sizeof time);
}

/* --- The table --- */

#define MAX_CALLS 512

/* clang-format off */
#define EACH_CALL(DO)                                                                            \
    DO(brk) DO(clock_gettime) DO(clone) DO(close) DO(dup3) DO(execve) DO(exit_group)             \
    DO(getdents64) DO(getpid) DO(mmap) DO(munmap) DO(nanosleep) DO(openat) DO(pipe2) DO(read)    \
    DO(setpriority) DO(wait4) DO(write) OLD_CALLS(DO)
/* clang-format on */

#define DECLARE(name) long sys_##name(const uint64_t *arguments);
#define ROW(name)     [SYS_##name] = sys_##name,

EACH_CALL(DECLARE)

static long (*const handlers[MAX_CALLS])(const uint64_t *) = {
    [SYS_exit] = sys_exit_group, /* a process has one thread */
    EACH_CALL(ROW)};

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
    uint64_t number = frame->CALL_NUMBER, arguments[6];
    counts.calls++;
    frame_arguments(frame, arguments);
    bool known = number < MAX_CALLS && handlers[number];
    frame->CALL_RESULT = known ? handlers[number](arguments) : unknown_call(number);
}
