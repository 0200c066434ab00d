/* System calls of time. The machine has no clock but the one that begins when it is switched on. */
#include "kernel.h"

enum { MICRO = 1000000, NANO = 1000000000 }; /* in a second */
enum { LONGEST = 1000000000 };               /* sleep, in seconds: 31 years */

struct time {
    int64_t seconds, part;
};

/* In seconds, and parts of one: so many are a second. */
static struct time time_of(uint64_t ticks, uint64_t parts)
{
    uint64_t hz = machine.clock_hz;
    return (struct time){ticks / hz, ticks % hz * parts / hz};
}

static long put_time(uint64_t to, uint64_t ticks, uint64_t parts)
{
    struct time time = time_of(ticks, parts);
    return copy_out(to, &time, sizeof time);
}

long read_time(uint64_t from, uint64_t *ticks)
{
    struct time time;
    if (copy_in(&time, from, sizeof time))
        return -EFAULT;
    if (time.seconds < 0 || time.part < 0 || time.part >= NANO)
        return -EINVAL;
    uint64_t hz = machine.clock_hz, seconds = time.seconds < LONGEST ? time.seconds : LONGEST;
    *ticks = seconds * hz + time.part * hz / NANO + 1;
    return 0;
}

/* A signal ends it; then *left, if it is not 0, says what was left. */
static long sleep_until(uint64_t end, uint64_t left)
{
    while (clock_now() < end) {
        if (!sleep(NULL, end))
            continue;
        uint64_t now = clock_now();
        return left && put_time(left, now < end ? end - now : 0, NANO) ? -EFAULT : -EINTR;
    }
    return 0;
}

enum { CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, ABSOLUTE = 1 };

long sys_clock_nanosleep(const uint64_t *a)
{
    uint64_t ticks, now = clock_now();
    long problem = a[0] > CLOCK_MONOTONIC ? -EINVAL : read_time(a[2], &ticks);
    if (problem)
        return problem;
    return a[1] & ABSOLUTE ? sleep_until(ticks, 0) : sleep_until(now + ticks, a[3]);
}

ANSWER(nanosleep, sys_clock_nanosleep((const uint64_t[]){CLOCK_MONOTONIC, 0, a[0], a[1]}))

long sys_clock_gettime(const uint64_t *a)
{
    static const uint8_t clocks[] = {0, 1, 2, 2, 1, 0, 1, 1}; /* _THREAD_, _RAW, _COARSE, BOOT... */
    if (a[0] >= sizeof clocks)
        return -EINVAL;
    task_account();
    bool used = clocks[a[0]] == CLOCK_PROCESS_CPUTIME_ID;
    return put_time(a[1], used ? current->cpu_time : clock_now(), NANO);
}

ANSWER(gettimeofday, a[0] ? put_time(a[0], clock_now(), MICRO) : 0)

/* --- What processes have used: all of it is told as the program's own, none as the kernel's --- */

long put_usage(uint64_t to, uint64_t ticks)
{
    struct time usage[9] = {time_of(ticks, MICRO)};
    return copy_out(to, usage, sizeof usage);
}

long sys_getrusage(const uint64_t *a)
{
    int who = a[0]; /* itself, or its children that have ended */
    if (who > 0 || who < -1)
        return -EINVAL;
    task_account();
    return put_usage(a[1], who ? current->children_time : current->cpu_time);
}
