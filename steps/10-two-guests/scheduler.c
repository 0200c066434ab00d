#include "scheduler.h"

#include "interrupts.h"
#include "options.h"
#include "pauses.h"
#include "save.h"
#include "tags.h"

struct share *shares[SHARES_MOST];
unsigned shares_count;

/* This CPU's. */
static struct {
    struct policy policy;  /* a copy: at each switch its functions are near */
    struct share *running; /* NULL while the host waits */
    uint64_t slice;        /* ticks for which one may run while another is ready */
    struct deadline slice_end;
} cpu;

/* --- Ready, running, waiting --- */

static bool another_is_ready(void)
{
    for (unsigned i = 0; i < shares_count; i++) {
        if (shares[i]->state == SHARE_READY && shares[i] != cpu.running)
            return true;
    }
    return false;
}

/* One that is sooner has become ready outside a deadline, or the one that runs has to rest. */
static enum guest_action give_way(struct vcpu *vcpu, struct deadline *deadline)
{
    bool rests = cpu.running && cpu.running->rests_until > deadlines_run_at;
    return cpu.running && (rests || another_is_ready()) ? GUEST_PREEMPTED : GUEST_RESUMES;
}

static struct deadline sooner = {.reached = give_way, .when = NEVER};

/* A guest that gives the CPU away earlier leaves the deadline set: so a switch costs less. */
static enum guest_action end_slice(struct vcpu *vcpu, struct deadline *deadline)
{
    if (!cpu.running || !another_is_ready())
        return GUEST_RESUMES;
    uint64_t end = cpu.running->since + cpu.slice;
    bool has_ended = deadlines_run_at >= end;
    deadline_set(deadline, has_ended ? deadlines_run_at + cpu.slice : end);
    return has_ended ? GUEST_PREEMPTED : GUEST_RESUMES;
}

static __attribute__((noinline)) void limit_slice(void)
{
    if (another_is_ready())
        deadline_set(&cpu.slice_end, cpu.running->since + cpu.slice);
}

static bool wakes_one_that_is_sooner(void)
{
    bool is_sooner = false;
    for (unsigned i = 0; i < shares_count; i++) {
        struct share *share = shares[i];
        if (!pause_ends(share))
            continue;
        share->state = SHARE_READY;
        cpu.policy.add(share);
        is_sooner |= cpu.running && cpu.policy.is_sooner(share, cpu.running);
    }
    if (cpu.running && cpu.slice_end.when == NEVER)
        limit_slice();
    return is_sooner;
}

void scheduler_wake(void)
{
    if (wakes_one_that_is_sooner())
        deadline_set(&sooner, time_counter());
}

/* After each deadline: an interrupt may have come for a guest that waits. */
static exit_handler *run_deadlines;

static enum guest_action handle_time(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = run_deadlines(vcpu, exit);
    bool is_sooner = wakes_one_that_is_sooner();
    return action == GUEST_RESUMES && is_sooner ? GUEST_PREEMPTED : action;
}

/* --- The switch --- */

/* What is to be done before the share runs. False if it may not run yet. */
static bool prepare(struct share *share, uint64_t now)
{
    if (share->rests_until > now) {
        pause_to_rest(share, now);
        return false;
    }
    if (share->tag_turn != tags_turn)
        tag_take(share);
    if (share->enters)
        share->enters(share, now);
    if (!share->vcpu->ring.first_entry_at)
        share->vcpu->ring.first_entry_at = cycle_counter();
    share->is_prepared = !share->enters;
    return true;
}

/* Seldom: the share, or if it may not run yet, the next one that may; NULL if none may. */
static __attribute__((noinline)) struct share *prepare_one(struct share *share, uint64_t now)
{
    struct share *ran = cpu.running;
    cpu.running = NULL; /* its time is counted, but it may be the share: see share_ran() */
    while (share && !share->is_prepared && !prepare(share, now))
        share = cpu.policy.take();
    cpu.running = ran;
    return share;
}

static inline struct share *take(uint64_t now)
{
    struct share *next = cpu.policy.take();
    return next && !next->is_prepared ? prepare_one(next, now) : next;
}

static inline void count_time(struct share *share, uint64_t now)
{
    uint64_t ticks = now - share->since;
    share->ran += ticks;
    share->virtual_time += ticks * share->a_tick;
}

static inline struct vcpu *enter(struct share *share, uint64_t now)
{
    share->switches++;
    share->since = now;
    cpu.running = share;
    return share->vcpu;
}

/* While all wait or rest, the host waits. One is on the CPU, because deadlines look at one:
 * `loaded`, or if that is NULL, any. */
static __attribute__((noinline)) struct vcpu *wait_for_one(struct vcpu *loaded)
{
    struct share *next;
    cpu.running = NULL;
    while (!(next = take(time_counter()))) {
        struct share *any = pauses_first();
        if (!any)
            return NULL;
        if (!loaded) {
            if (any->tag_turn != tags_turn)
                tag_take(any);
            vcpu_restore(loaded = any->vcpu);
        }
        host_wait();
        deadlines_run(loaded);
        wakes_one_that_is_sooner();
    }
    struct vcpu *vcpu = vcpu_exchange(loaded, enter(next, time_counter()));
    limit_slice();
    return vcpu;
}

struct vcpu *scheduler_start(void)
{
    return wait_for_one(NULL);
}

static inline struct vcpu *run_next(uint64_t now)
{
    struct share *next = take(now);
    return next ? enter(next, now) : wait_for_one(cpu.running->vcpu);
}

struct vcpu *scheduler_preempt(void)
{
    struct share *share = cpu.running;
    uint64_t now = time_counter();
    count_time(share, now);
    cpu.policy.add(share);
    return run_next(now);
}

struct vcpu *scheduler_leave(enum guest_action action)
{
    struct share *share = cpu.running;
    uint64_t now = time_counter();
    count_time(share, now);
    if (action == GUEST_WAITS) {
        pause_to_wait(share, now);
        return run_next(now);
    }
    share->state = SHARE_ENDED;
    return wait_for_one(NULL);
}

void share_rest(struct share *share, uint64_t until)
{
    share->rests_until = until;
    share->is_prepared = false;
    if (share == cpu.running)
        deadline_set(&sooner, time_counter());
}

bool share_is_running(const struct share *share)
{
    return share == cpu.running;
}

uint64_t share_ran(const struct share *share, uint64_t now)
{
    return share->ran + (share == cpu.running ? now - share->since : 0);
}

uint64_t share_stolen(const struct share *share, uint64_t now)
{
    return now - share->added - share_ran(share, now) - share->waited;
}

/* --- The start --- */

#define A_TICK (1 << 16) /* of virtual time, at weight 1: in 64 bits 2^48 ticks, some days */

void scheduler_add(struct share *share)
{
    share->a_tick = A_TICK / share->weight;
    pause_init(share);
    shares[shares_count++] = share;
    share->added = time_counter();
    cpu.policy.add(share);
}

error scheduler_init(void)
{
    uint64_t milliseconds = 10;
    TRY(policy_choose(&cpu.policy));
    TRY(boot_number("slice", &milliseconds));
    if (!milliseconds || milliseconds > UINT32_MAX)
        return error_of("slice=%lu: it can be 1 ms or more", milliseconds);
    cpu.slice = milliseconds * machine.timer_hz / 1000;
    cpu.slice_end = (struct deadline){.reached = end_slice, .when = NEVER};
    handle_before(EXIT_TIMER, handle_time, &run_deadlines);
    return deadlines_init();
}
