/* When the share that runs gives the CPU to another. */
#include "give_way.h"

#include "options.h"
#include "pauses.h"

static uint64_t slice; /* ticks for which one may run while another is ready */

/* Each CPU's. */
static struct own {
    struct deadline slice_end, give_way;
} own[CPUS_MOST];

bool (*scheduler_offer)(struct share *share);

/* --- It gives way --- */

static bool another_is_ready(const struct cpu *cpu)
{
    for (unsigned i = 0; i < shares_count; i++) {
        const struct share *share = shares[i];
        if (share->state == SHARE_READY && !share->cpu && (!share->pin || share->pin == cpu))
            return true;
    }
    return false;
}

/* See scheduler_disturb(). */
static enum guest_action give_way(struct vcpu *vcpu, struct deadline *deadline)
{
    const struct cpu *cpu = this_cpu();
    if (!cpu->running)
        return GUEST_RESUMES;
    bool rests = cpu->running->rests_until > deadlines_run_at;
    return rests || another_is_ready(cpu) ? GUEST_PREEMPTED : GUEST_RESUMES;
}

void scheduler_disturb(struct cpu *cpu)
{
    deadline_set_on(cpu, &own[cpu->number].give_way, time_counter());
}

/* --- Its slice is over --- */

/* A guest that gives the CPU away earlier leaves the deadline set: so a switch costs less. */
static enum guest_action end_slice(struct vcpu *vcpu, struct deadline *deadline)
{
    const struct cpu *cpu = this_cpu();
    if (!cpu->running || !another_is_ready(cpu))
        return GUEST_RESUMES;
    uint64_t end = cpu->running->since + slice;
    bool has_ended = deadlines_run_at >= end;
    deadline_set(deadline, has_ended ? deadlines_run_at + slice : end);
    return has_ended ? GUEST_PREEMPTED : GUEST_RESUMES;
}

void limit_slice(const struct cpu *cpu)
{
    if (another_is_ready(cpu))
        deadline_set(&own[cpu->number].slice_end, cpu->running->since + slice);
}

/* --- Another is sooner --- */

/* The share is ready. Whether it should run before the one that runs on this CPU. */
static bool is_sooner(struct share *share, const struct cpu *cpu)
{
    if (scheduler_offer && scheduler_offer(share))
        return false;
    return cpu->running && policy.is_sooner(share, cpu->running);
}

/* One that is pinned was offered when it became ready. */
void offer_others(void)
{
    for (unsigned i = 0; i < shares_count && scheduler_offer; i++) {
        if (shares[i]->state == SHARE_READY && !shares[i]->cpu && !shares[i]->pin)
            scheduler_offer(shares[i]);
    }
}

/* Of the share that runs here: it was alone until now, perhaps. */
static void begin_slice(const struct cpu *cpu)
{
    if (cpu->running && own[cpu->number].slice_end.when == NEVER)
        limit_slice(cpu);
}

bool wake_shares(void)
{
    const struct cpu *cpu = this_cpu();
    bool sooner = false;
    for (unsigned i = 0; i < shares_count; i++) {
        struct share *share = shares[i];
        if (!pause_ends(share))
            continue;
        share->state = SHARE_READY;
        policy.add(share);
        sooner |= is_sooner(share, cpu);
    }
    begin_slice(cpu);
    return sooner;
}

void scheduler_turn_on(struct share *share)
{
    struct cpu *cpu = this_cpu();
    share->waited += time_counter() - share->since;
    share->state = SHARE_READY;
    policy.add(share);
    if (is_sooner(share, cpu))
        scheduler_disturb(cpu);
    begin_slice(cpu);
}

void scheduler_wake(void)
{
    if (wake_shares())
        scheduler_disturb(this_cpu());
}

/* After each deadline: an interrupt may have come for a guest that waits. */
static exit_handler *run_deadlines;

static enum guest_action handle_time(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = run_deadlines(vcpu, exit);
    bool sooner = wake_shares();
    return action == GUEST_RESUMES && sooner ? GUEST_PREEMPTED : action;
}

/* --- The start --- */

void give_way_init(void)
{
    struct own *mine = &own[this_cpu()->number];
    mine->slice_end = (struct deadline){.reached = end_slice, .when = NEVER};
    mine->give_way = (struct deadline){.reached = give_way, .when = NEVER};
}

error give_way_from_options(void)
{
    uint64_t milliseconds = 10;
    TRY(boot_number("slice", &milliseconds));
    if (!milliseconds || milliseconds > UINT32_MAX)
        return error_of("slice=%lu: it can be 1 ms or more", milliseconds);
    slice = milliseconds * machine.timer_hz / 1000;
    handle_before(EXIT_TIMER, handle_time, &run_deadlines);
    return OK;
}
