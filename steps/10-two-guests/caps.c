#include "caps.h"

#include "options.h"

#define PERIOD (machine.timer_hz / 10) /* in which a guest has its percent of the CPU; ticks */
#define BURST  (machine.timer_hz / 10) /* what it prints at once: as much as in so many ticks */
#define LATER  (machine.timer_hz / 1000)
#define SOON   (machine.timer_hz / 20000)

static struct cap {
    const struct guest *guest;

    struct deadline look; /* whether it has used up its part of the period */
    uint64_t part;        /* ticks of each period, for each of its CPUs */
    uint64_t period_ends, ran_before;

    struct deadline limit;
    uint64_t stops_at; /* guest_ran() */

    uint64_t a_byte;     /* ticks; 0: it may print as much as it likes */
    uint64_t printed_at; /* when its bytes would all be printed, one in so many ticks */
} caps[GUESTS_MOST];

/* A CPU on which the guest runs now: this one, if it can be. NULL: none. */
static struct cpu *runs_on(const struct guest *guest)
{
    struct cpu *cpu = NULL;
    for (unsigned n = 0; n < shares_count; n++) {
        if (shares[n]->vcpu->guest == guest && shares[n]->cpu && cpu != this_cpu())
            cpu = shares[n]->cpu;
    }
    return cpu;
}

/* When a guest that may run for so many ticks more is looked at again: all of its CPUs may run. One
 * that does not run now has nearly as much left as before, and looking at it must not take all of
 * the time. */
static uint64_t look_again_at(const struct guest *guest, uint64_t left)
{
    uint64_t least = runs_on(guest) ? SOON : LATER, all_run = left / guest->cpus;
    return deadlines_run_at + (all_run < least ? least : all_run);
}

/* --- The CPU --- */

/* A guest uses up its part at the earliest when it runs all the time: so there is no need to look
 * at each switch. */
static enum guest_action look_at_part(struct vcpu *vcpu, struct deadline *deadline)
{
    struct cap *cap = (struct cap *)((char *)deadline - offsetof(struct cap, look));
    uint64_t now = deadlines_run_at, ran = guest_ran(cap->guest, now);
    uint64_t part = cap->part * cap->guest->cpus;
    if (now >= cap->period_ends) {
        cap->period_ends = now + PERIOD;
        cap->ran_before = ran;
    }
    uint64_t used = ran - cap->ran_before;
    if (used < part) {
        uint64_t again = look_again_at(cap->guest, part - used);
        deadline_set(deadline, again < cap->period_ends ? again : cap->period_ends);
        return GUEST_RESUMES;
    }
    guest_rest(cap->guest, cap->period_ends);
    deadline_set(deadline, cap->period_ends);
    return GUEST_RESUMES;
}

static error read_part(struct cap *cap)
{
    uint64_t percent = 100;
    TRY(boot_number("cap-cpu", &percent));
    if (!percent || percent > 100)
        return error_of("cap-cpu=%lu: it can be 1 to 100", percent);
    cap->part = PERIOD * percent / 100;
    cap->look.reached = look_at_part;
    if (percent < 100)
        deadline_set(&cap->look, time_counter());
    return OK;
}

/* --- The time after which it is stopped --- */

bool caps_stop(struct vcpu *vcpu)
{
    const struct cap *cap = &caps[vcpu->guest->number];
    if (guest_ran(cap->guest, time_counter()) < cap->stops_at)
        return false;
    vcpu->why_stopped = "it has run for as long as its limit allows";
    return true;
}

/* One that only runs for moments is seldom met here, but when it waits: see guests.c. */
static enum guest_action look_at_limit(struct vcpu *vcpu, struct deadline *deadline)
{
    struct cap *cap = (struct cap *)((char *)deadline - offsetof(struct cap, limit));
    uint64_t ran = guest_ran(cap->guest, deadlines_run_at);
    uint64_t left = ran < cap->stops_at ? cap->stops_at - ran : 0;
    struct cpu *cpu = runs_on(cap->guest);
    if (left || !cpu)
        deadline_set(deadline, look_again_at(cap->guest, left));
    else if (cpu != this_cpu())
        deadline_set_on(cpu, deadline, deadlines_run_at);
    else if (caps_stop(vcpu))
        return GUEST_STOPPED;
    return GUEST_RESUMES;
}

static error read_limit(struct cap *cap)
{
    uint64_t milliseconds = 0, now = time_counter(), ran = guest_ran(cap->guest, now);
    TRY(boot_number("limit", &milliseconds));
    if (milliseconds > UINT32_MAX)
        return error_of("limit=%lu: so many milliseconds are too many", milliseconds);
    cap->limit.reached = look_at_limit;
    if (ran >= cap->stops_at)
        cap->stops_at = milliseconds ? ran + milliseconds * machine.timer_hz / 1000 : NEVER;
    if (milliseconds)
        deadline_set(&cap->limit, now);
    return OK;
}

/* --- The console --- */

static error read_bytes(struct cap *cap)
{
    uint64_t bytes = 0;
    TRY(boot_number("cap-console", &bytes));
    if (bytes > machine.timer_hz)
        return error_of("cap-console=%lu: it can be %lu at most", bytes, machine.timer_hz);
    cap->a_byte = bytes ? machine.timer_hz / bytes : 0;
    return OK;
}

bool caps_limit_bytes(unsigned number)
{
    return caps[number].a_byte;
}

void caps_count_byte(unsigned number)
{
    struct cap *cap = &caps[number];
    if (!cap->a_byte)
        return;
    uint64_t now = time_counter();
    if (cap->printed_at < now)
        cap->printed_at = now;
    cap->printed_at += cap->a_byte;
    if (cap->printed_at > now + BURST)
        guest_rest(cap->guest, cap->printed_at);
}

/* --- The options --- */

void caps_drop(unsigned number)
{
    deadlines_drop(&caps[number], sizeof *caps);
}

error caps_init(unsigned number, const struct guest *guest)
{
    struct cap *cap = &caps[number];
    caps_drop(number);
    cap->guest = guest;
    TRY(read_part(cap));
    TRY(read_limit(cap));
    return read_bytes(cap);
}
