#include "cpus_played.h"

#include "grade.h"
#include "random.h"
#include "string.h"

struct guest_played guests[GUESTS];

static unsigned guests_count, cpus_count_played, ready;
static uint64_t clock;
static bool all_on_first;

/* What a CPU runs, and when its slice ends. */
static struct {
    struct guest_played *guest;
    uint64_t slice_end;
} cpus_played[CPUS_MOST];

/* --- What the answer may ask --- */

uint64_t now(void)
{
    return clock;
}

unsigned cpus_used(void)
{
    return cpus_count_played;
}

static struct guest_played *guest_of(const struct share *share)
{
    for (unsigned n = 0; n < GUESTS; n++) {
        if (&guests[n].share == share)
            return &guests[n];
    }
    return NULL;
}

uint64_t *own(const struct share *share)
{
    return guest_of(share)->own;
}

/* --- The policy is called on a CPU --- */

static void add_on(unsigned cpu, struct guest_played *guest)
{
    this_cpu()->number = cpu;
    guest->share.state = SHARE_READY;
    ready++;
    stealing_policy.add(&guest->share);
    this_cpu()->number = 0;
}

static struct share *take_on(unsigned cpu)
{
    this_cpu()->number = cpu;
    struct share *share = stealing_policy.take();
    this_cpu()->number = 0;
    return share;
}

static bool is_sooner_on(unsigned cpu, const struct guest_played *guest)
{
    this_cpu()->number = cpu;
    bool is_sooner = stealing_policy.is_sooner(&guest->share, &cpus_played[cpu].guest->share);
    this_cpu()->number = 0;
    return is_sooner;
}

/* --- Guests on CPUs --- */

static void take_off(unsigned cpu)
{
    cpus_played[cpu].guest->cpu = NOWHERE;
    cpus_played[cpu].guest = NULL;
}

/* A CPU that runs nothing takes a guest. */
static bool fill(unsigned cpu)
{
    struct share *share = take_on(cpu);
    if (!share)
        return expect(!ready,
                      "CPU %u of %u has nothing to run, and take() gives it no share, though %u "
                      "are ready. Where are they?",
                      cpu, cpus_count_played, ready);
    struct guest_played *guest = guest_of(share);
    if (!expect(guest, "take() gives a share that is none of the grader's.") ||
        !expect(guest->cpu == NOWHERE, "take() gives CPU %u a share that runs on CPU %u.", cpu,
                (unsigned)guest->cpu) ||
        !expect(share->state == SHARE_READY, "take() gives a share that is not ready."))
        return false;
    ready--;
    guest->switches++;
    guest->moves += guest->last_cpu != NOWHERE && guest->last_cpu != (int)cpu;
    guest->cpu = guest->last_cpu = cpu;
    share->since = clock;
    cpus_played[cpu].guest = guest;
    cpus_played[cpu].slice_end = clock + SLICE;
    return true;
}

static bool fill_all(void)
{
    unsigned first = random_below(cpus_count_played);
    for (unsigned n = 0; n < cpus_count_played; n++) {
        unsigned cpu = (first + n) % cpus_count_played;
        if (!cpus_played[cpu].guest && !fill(cpu))
            return false;
    }
    return true;
}

static void preempt(unsigned cpu)
{
    struct guest_played *guest = cpus_played[cpu].guest;
    take_off(cpu);
    add_on(cpu, guest);
}

/* --- Time passes --- */

static void wake(void)
{
    for (unsigned n = 0; n < guests_count; n++) {
        struct guest_played *guest = &guests[n];
        if (guest->share.state != SHARE_WAITS || guest->wakes_at > clock)
            continue;
        unsigned cpu = all_on_first ? 0 : random_below(cpus_count_played);
        add_on(cpu, guest);
        if (cpus_played[cpu].guest && is_sooner_on(cpu, guest))
            cpus_played[cpu].slice_end = clock;
    }
}

static void end_bursts_and_slices(void)
{
    for (unsigned cpu = 0; cpu < cpus_count_played; cpu++) {
        struct guest_played *guest = cpus_played[cpu].guest;
        if (guest && !guest->left) {
            take_off(cpu);
            guest->left = guest->burst;
            guest->share.state = SHARE_WAITS;
            guest->wakes_at = clock + guest->pause;
        } else if (guest && ready && clock >= cpus_played[cpu].slice_end) {
            preempt(cpu);
        }
    }
}

static void sooner(uint64_t *when, uint64_t other)
{
    if (other > clock && other < *when)
        *when = other;
}

static uint64_t next_event(uint64_t end)
{
    uint64_t when = end;
    for (unsigned n = 0; n < guests_count; n++) {
        const struct guest_played *guest = &guests[n];
        if (guest->share.state == SHARE_WAITS)
            sooner(&when, guest->wakes_at);
        if (guest->cpu != NOWHERE && guest->left < UINT64_MAX / 2)
            sooner(&when, clock + guest->left);
    }
    for (unsigned cpu = 0; cpu < cpus_count_played; cpu++) {
        if (cpus_played[cpu].guest && ready)
            sooner(&when, cpus_played[cpu].slice_end);
    }
    return when;
}

static void pass(uint64_t time)
{
    clock += time;
    for (unsigned cpu = 0; cpu < cpus_count_played; cpu++) {
        struct guest_played *guest = cpus_played[cpu].guest;
        if (!guest)
            continue;
        guest->left -= guest->left < UINT64_MAX / 2 ? time : 0;
        guest->ran += time;
        guest->share.ran += time;
        guest->share.virtual_time += time * guest->share.a_tick;
    }
}

bool play(uint64_t time)
{
    uint64_t end = clock + time;
    for (unsigned n = 0; n < guests_count; n++)
        guests[n].ran = guests[n].switches = guests[n].moves = 0;
    for (;;) {
        end_bursts_and_slices();
        wake();
        end_bursts_and_slices(); /* one that has woken may be sooner */
        if (!fill_all())
            return false;
        if (clock >= end)
            return true;
        pass(next_event(end) - clock);
    }
}

/* --- The start --- */

/* Whatever the policy still has of the last run. */
static void empty(void)
{
    for (unsigned cpu = 0; cpu < CPUS_MOST; cpu++) {
        if (cpus_played[cpu].guest)
            take_off(cpu);
    }
    for (unsigned n = 0; n < CPUS_MOST * GUESTS && ready; n++) {
        if (take_on(n % CPUS_MOST))
            ready--;
    }
    expect(!ready, "%u shares are ready, and take() gives them on none of the CPUs.", ready);
}

void play_with(unsigned cpus, unsigned count, const unsigned *weights)
{
    empty();
    memset(guests, 0, sizeof guests);
    cpus_count_played = cpus;
    guests_count = count;
    ready = 0;
    all_on_first = false;
    for (unsigned n = 0; n < count; n++) {
        struct guest_played *guest = &guests[n];
        guest->share.weight = weights[n];
        guest->share.a_tick = (1 << 16) / weights[n];
        guest->cpu = guest->last_cpu = NOWHERE;
        guest->burst = guest->left = UINT64_MAX;
        add_on(0, guest);
    }
}

void play_turns(unsigned guest, uint64_t burst, uint64_t pause)
{
    guests[guest].burst = guests[guest].left = burst;
    guests[guest].pause = pause;
}

void play_wake_on_first(void)
{
    all_on_first = true;
}
