#include "scheduler.h"

#include "interrupts.h"
#include "options.h"
#include "save.h"
#include "string.h"

struct share *shares[SHARES_MOST];
unsigned shares_count;

static const struct policy *const policies[] = {&weighted_fair, &round_robin};
static const struct policy *policy;
static uint64_t slice; /* ticks for which one may run while another is ready */
static struct deadline slice_end;
static struct share *running;
static unsigned ready_count;
static struct vcpu *loaded; /* the vCPU that is on this CPU; it may wait */

/* --- Ready, running, waiting --- */

static void set_state(struct share *share, enum share_state state, uint64_t now)
{
    share->state = state;
    share->since = now;
}

static void make_ready(struct share *share, uint64_t now)
{
    set_state(share, SHARE_READY, now);
    ready_count++;
    policy->add(share);
}

/* The guest's own timer, if it has one that the host does not know of. */
static void wait(struct share *share, uint64_t now)
{
    uint64_t when = vcpu_wakes_at(share->vcpu);
    set_state(share, SHARE_WAITS, now);
    if (when != NEVER)
        deadline_set(&share->wake, when);
}

/* One that is sooner has become ready outside a deadline. */
static enum guest_action give_way(struct vcpu *vcpu, struct deadline *deadline)
{
    return running && ready_count ? GUEST_PREEMPTED : GUEST_RESUMES;
}

static struct deadline sooner = {.reached = give_way, .when = NEVER};

/* The deadline itself is all: those that wait are looked at after every deadline. */
static enum guest_action time_to_look(struct vcpu *vcpu, struct deadline *deadline)
{
    return GUEST_RESUMES;
}

/* A guest that gives the CPU away before its slice has ended leaves the deadline as it is: setting
 * it again only here makes a switch cheaper. */
static enum guest_action end_slice(struct vcpu *vcpu, struct deadline *deadline)
{
    if (!running || !ready_count)
        return GUEST_RESUMES;
    uint64_t end = running->since + slice;
    if (deadlines_run_at >= end)
        return GUEST_PREEMPTED;
    deadline_set(deadline, end);
    return GUEST_RESUMES;
}

static inline void limit_slice(void)
{
    if (slice_end.when == NEVER && ready_count)
        deadline_set(&slice_end, running->since + slice);
}

static bool wakes_one_that_is_sooner(void)
{
    bool is_sooner = false;
    for (unsigned i = 0; i < shares_count; i++) {
        struct share *share = shares[i];
        if (share->state != SHARE_WAITS || !vcpu_has_interrupt(share->vcpu))
            continue;
        deadline_clear(&share->wake);
        make_ready(share, time_counter());
        is_sooner |= running && policy->is_sooner(share, running);
    }
    if (running)
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

static void leave(struct share *share, enum guest_action action, uint64_t now)
{
    uint64_t ticks = now - share->since;
    share->ran += ticks;
    policy->ran(share, ticks);
    running = NULL;
    if (action == GUEST_PREEMPTED)
        make_ready(share, now);
    else if (action == GUEST_WAITS)
        wait(share, now);
    else
        set_state(share, SHARE_ENDED, now);
}

static struct vcpu *first_that_waits(void)
{
    for (unsigned i = 0; i < shares_count; i++) {
        if (shares[i]->state == SHARE_WAITS)
            return shares[i]->vcpu;
    }
    return NULL;
}

/* All wait, and the host waits for them. One is on the CPU, because deadlines look at one. */
static bool idle(void)
{
    struct vcpu *vcpu = first_that_waits();
    if (!vcpu)
        return false;
    if (!loaded)
        vcpu_restore(loaded = vcpu);
    host_wait();
    deadlines_run(loaded);
    wakes_one_that_is_sooner();
    return true;
}

static void enter(struct share *share, uint64_t now)
{
    share->stolen += now - share->since;
    share->switches++;
    set_state(share, SHARE_RUNS, now);
    running = share;
    if (share->vcpu != loaded) {
        if (loaded)
            vcpu_save(loaded);
        vcpu_restore(loaded = share->vcpu);
    }
    limit_slice();
}

struct share *scheduler_switch(struct share *share, enum guest_action action)
{
    struct share *next;
    uint64_t now = time_counter();
    if (share) {
        leave(share, action, now);
        if (share->state == SHARE_ENDED)
            loaded = NULL;
    }
    while (!(next = policy->take())) {
        if (!idle())
            return NULL;
        now = time_counter();
    }
    ready_count--;
    enter(next, now);
    return next;
}

/* --- The start --- */

#define WEIGHT_MOST 1000
#define A_TICK      (1 << 20) /* of virtual time, at weight 1 */

void scheduler_add(struct share *share)
{
    share->a_tick = A_TICK / share->weight;
    share->wake = (struct deadline){.reached = time_to_look, .when = NEVER};
    shares[shares_count++] = share;
    make_ready(share, time_counter());
}

static error choose_policy(const char *name)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(policies); i++) {
        if (!strcmp(policies[i]->name, name))
            policy = policies[i];
    }
    return policy ? OK : error_of("scheduler=%s: there is no such scheduler", name);
}

error scheduler_init(void)
{
    uint64_t milliseconds = 10;
    TRY(choose_policy(boot_option("scheduler", policies[0]->name)));
    TRY(boot_number("slice", &milliseconds));
    if (!milliseconds || milliseconds > UINT32_MAX)
        return error_of("slice=%lu: it can be 1 ms or more", milliseconds);
    slice = milliseconds * machine.timer_hz / 1000;
    slice_end = (struct deadline){.reached = end_slice, .when = NEVER};
    handle_before(EXIT_TIMER, handle_time, &run_deadlines);
    return deadlines_init();
}
