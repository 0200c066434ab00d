/* The timer of a local APIC: APM vol. 2 16.4.1, and SDM vol. 3 11.5.4.1 for the TSC-deadline mode.
 * Its clock is that of the TSC. */
#include "apic.h"

#include "tsc.h"

/* How often a timer that repeats is looked at: more would leave the guest no time. As long as the
 * guest does not take its interrupt, the next one changes nothing, so fewer looks are enough: only
 * the first interrupt after that can be late. */
#define MOST_A_SECOND         20000
#define MOST_A_SECOND_IN_VAIN 1000
#define LONGEST               2 /* seconds: after these any timer is looked at again */

#define CLOSE (machine.timer_hz / 100000) /* ticks: 10 us later is early enough */

static uint64_t ticks_of_cycle; /* of time_counter(), */
#define FRACTION 32             /* in units of 2 to the power of -32 */

static unsigned mode(const struct apic *apic)
{
    return LVT_TIMER_MODE(apic->lvt[LVT_TIMER]);
}

/* Table 16-3: bits 0, 1 and 3 are a number one less than the power of two; 7 is 2 to the power of
 * 0.
 */
static unsigned shift(const struct apic *apic)
{
    unsigned bits = (apic->divide & 3) | (apic->divide >> 1 & 4);
    return (bits + 1) % 8;
}

static uint64_t period(const struct apic *apic)
{
    return (uint64_t)apic->initial << shift(apic);
}

/* By the clock in which `expires` is. */
static uint64_t now(const struct apic *apic)
{
    uint64_t offset = mode(apic) == TIMER_TSC_DEADLINE ? apic->vcpu->vmcb.tsc_offset : 0;
    return cycle_counter() + offset;
}

/* --- Time passes --- */

/* However many periods have passed, it interrupts once. */
static void expire(struct apic *apic, uint64_t at)
{
    if (!apic->expires || at < apic->expires)
        return;
    if (mode(apic) == TIMER_PERIODIC) {
        apic->expires += ((at - apic->expires) / period(apic) + 1) * period(apic);
        apic_settle(apic);
        apic->expired_in_vain = apic_is_requested(apic, apic->lvt[LVT_TIMER] & 0xff);
    } else {
        apic->expires = 0;
    }
    apic_signal(apic, LVT_TIMER);
}

static uint64_t ticks_for(uint64_t cycles)
{
    uint64_t longest = LONGEST * machine.timer_hz;
    if (cycles > (longest << FRACTION) / ticks_of_cycle)
        return longest;
    return (cycles * ticks_of_cycle >> FRACTION) + 1; /* too late is better than too early */
}

static uint64_t soonest(const struct apic *apic)
{
    return machine.timer_hz / (apic->expired_in_vain ? MOST_A_SECOND_IN_VAIN : MOST_A_SECOND);
}

/* When to look again. */
static uint64_t next_look(const struct apic *apic, uint64_t at)
{
    if (!apic->expires || apic->lvt[LVT_TIMER] & LVT_MASKED)
        return NEVER;
    uint64_t ticks = ticks_for(apic->expires - at);
    if (mode(apic) == TIMER_PERIODIC && ticks < soonest(apic))
        ticks = soonest(apic);
    return time_counter() + ticks;
}

void apic_timer_update(struct apic *apic)
{
    uint64_t at = now(apic), was_set_to = apic->timer.when;
    expire(apic, at);
    uint64_t when = next_look(apic, at);
    if (when == NEVER)
        deadline_clear(&apic->timer);
    else if (was_set_to - when > CLOSE)
        deadline_set(&apic->timer, when);
}

/* A kernel's ticks come at nearly equal distances, and the kernel asks for each when it has got the
 * one before. To set the host's timer twice for each tick, first for some other deadline and then
 * for this one, takes time. So it is set for the tick that comes next before the kernel asks. */
static uint64_t next_tick(struct apic *apic, uint64_t reached, uint64_t at)
{
    uint64_t close = (CLOSE << FRACTION) / ticks_of_cycle, distance = reached - apic->reached;
    bool is_equal = distance - apic->distance + close <= 2 * close;
    apic->reached = reached;
    apic->distance = distance;
    if (!is_equal || reached + distance <= at)
        return NEVER;
    return time_counter() + ticks_for(reached + distance - at) + CLOSE / 2;
}

static enum guest_action reach_time(struct vcpu *vcpu, struct deadline *deadline)
{
    struct apic *apic = (struct apic *)((char *)deadline - offsetof(struct apic, timer));
    if (cpus_count > 1 && deadline_follows(deadline, apic->vcpu))
        return GUEST_RESUMES;
    uint64_t at = now(apic), expires = apic->expires;
    expire(apic, at);
    deadline->when = next_look(apic, at);
    if (expires && !apic->expires)
        deadline->when = next_tick(apic, expires, at);
    return GUEST_RESUMES;
}

bool apic_timer_will_interrupt(const struct apic *apic)
{
    return apic->expires && !(apic->lvt[LVT_TIMER] & LVT_MASKED);
}

/* --- The registers --- */

uint32_t apic_timer_count(struct apic *apic)
{
    uint64_t at = now(apic);
    expire(apic, at);
    if (!apic->expires || mode(apic) == TIMER_TSC_DEADLINE)
        return 0;
    return (apic->expires - at + BIT(shift(apic)) - 1) >> shift(apic);
}

static void count_from(struct apic *apic, uint32_t count)
{
    apic->expires = count ? now(apic) + ((uint64_t)count << shift(apic)) : 0;
    apic_timer_update(apic);
}

void apic_timer_set_count(struct apic *apic, uint32_t count)
{
    if (mode(apic) == TIMER_TSC_DEADLINE)
        return;
    apic->initial = count;
    count_from(apic, count);
}

/* It goes on from where it is. */
void apic_timer_set_divide(struct apic *apic, uint32_t divide)
{
    uint32_t count = apic_timer_count(apic);
    apic->divide = divide & 0xb;
    if (mode(apic) != TIMER_TSC_DEADLINE)
        count_from(apic, count);
}

/* A change to the TSC-deadline mode or from it turns the timer off. */
void apic_timer_set_mode(struct apic *apic, uint32_t lvt)
{
    expire(apic, now(apic));
    bool was_deadline = mode(apic) == TIMER_TSC_DEADLINE;
    apic->lvt[LVT_TIMER] = lvt;
    if (was_deadline != (mode(apic) == TIMER_TSC_DEADLINE))
        apic->initial = apic->expires = 0;
    apic_timer_update(apic);
}

uint64_t apic_timer_deadline(struct apic *apic)
{
    apic_timer_update(apic);
    return mode(apic) == TIMER_TSC_DEADLINE ? apic->expires : 0;
}

void apic_timer_set_deadline(struct apic *apic, uint64_t tsc)
{
    if (mode(apic) != TIMER_TSC_DEADLINE)
        return;
    apic->expires = tsc;
    apic_timer_update(apic);
}

/* --- The start --- */

error apic_timer_init(struct apic *apic)
{
    TRY(deadlines_init());
    if (!ticks_of_cycle)
        ticks_of_cycle = (machine.timer_hz << FRACTION) / (tsc_khz() * 1000);
    if (!ticks_of_cycle)
        return error_of("this CPU's time-stamp counter stands still, or is too fast");
    apic->timer = (struct deadline){.reached = reach_time, .when = NEVER};
    return OK;
}
