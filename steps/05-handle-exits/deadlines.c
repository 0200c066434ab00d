#include "deadlines.h"

static struct deadline *deadlines;
static uint64_t timer_at = NEVER; /* what the host's timer is set to */
static bool handling;             /* it is set at the end */

/* The timer may come early: when a deadline has been cleared, and when it cannot be set so far
 * ahead. */
static void set_timer(void)
{
    uint64_t earliest = NEVER;
    for (struct deadline *deadline = deadlines; deadline; deadline = deadline->next) {
        if (deadline->when < earliest)
            earliest = deadline->when;
    }
    if (earliest < timer_at)
        host_timer_set(timer_at = earliest);
}

error deadlines_init(void)
{
    timer_at = NEVER;
    TRY(host_timer_init());
    set_timer();
    return OK;
}

void deadline_set(struct deadline *deadline, uint64_t when)
{
    if (!deadline->known) {
        deadline->known = true;
        deadline->next = deadlines;
        deadlines = deadline;
    }
    deadline->when = when;
    if (!handling)
        set_timer();
}

void deadline_clear(struct deadline *deadline)
{
    deadline->when = NEVER;
}

enum guest_action deadlines_run(struct vcpu *vcpu)
{
    enum guest_action result = GUEST_RESUMES;
    timer_at = NEVER;
    handling = true;
    uint64_t now = time_counter();
    for (struct deadline *deadline = deadlines; deadline; deadline = deadline->next) {
        if (deadline->when > now)
            continue;
        deadline->when = NEVER;
        enum guest_action action = deadline->reached(vcpu, deadline);
        if (action != GUEST_RESUMES)
            result = action;
    }
    handling = false;
    set_timer();
    return result;
}

enum guest_action handle_deadlines(struct vcpu *vcpu, struct vm_exit *exit)
{
    host_timer_acknowledge();
    return deadlines_run(vcpu);
}
