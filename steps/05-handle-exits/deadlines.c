#include "deadlines.h"

uint64_t deadlines_run_at;

static struct deadline *deadlines;
static uint64_t timer_at = NEVER; /* what the host's timer is set to */
static bool handling;             /* it is set at the end */

/* The timer may come early: when a deadline has been cleared, and when it cannot be set so far
 * ahead. */
static void set_timer_before(uint64_t when)
{
    if (when >= timer_at)
        return;
    timer_at = when;
    if (!handling)
        host_timer_set(when);
}

error deadlines_init(void)
{
    timer_at = NEVER;
    TRY(host_timer_init());
    for (struct deadline *deadline = deadlines; deadline; deadline = deadline->next)
        set_timer_before(deadline->when);
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
    set_timer_before(when);
}

void deadline_clear(struct deadline *deadline)
{
    deadline->when = NEVER;
}

void deadlines_drop(const void *from, size_t bytes)
{
    for (struct deadline **link = &deadlines; *link;) {
        struct deadline *deadline = *link;
        if ((uintptr_t)deadline - (uintptr_t)from >= bytes) {
            link = &deadline->next;
            continue;
        }
        *link = deadline->next;
        deadline->known = false;
        deadline->when = NEVER;
    }
}

enum guest_action deadlines_run(struct vcpu *vcpu)
{
    enum guest_action result = GUEST_RESUMES;
    timer_at = NEVER;
    handling = true;
    deadlines_run_at = time_counter();
    for (struct deadline *deadline = deadlines; deadline; deadline = deadline->next) {
        if (deadline->when <= deadlines_run_at) {
            deadline->when = NEVER;
            enum guest_action action = deadline->reached(vcpu, deadline);
            if (action > result) /* an end counts more than a pause */
                result = action;
        }
        set_timer_before(deadline->when);
    }
    handling = false;
    if (timer_at != NEVER)
        host_timer_set(timer_at);
    return result;
}

enum guest_action handle_deadlines(struct vcpu *vcpu, struct vm_exit *exit)
{
    host_timer_acknowledge();
    return deadlines_run(vcpu);
}
