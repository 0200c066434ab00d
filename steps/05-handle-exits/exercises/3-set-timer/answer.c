#include "exercise.h"

/* Your variables: the end of the turn, and what the guest has set. */

/* Its argument: ticks of time_counter() from now on; 0 for none. */
static enum guest_action set_timer(struct vcpu *vcpu)
{
    return succeed(vcpu, 0);
}

static enum guest_action handle_timer(struct vcpu *vcpu, struct vm_exit *exit)
{
    host_timer_acknowledge();
    vcpu->why_stopped = "its turn is over";
    return GUEST_STOPPED;
}

void offer_set_timer(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, set_timer);
    exit_handlers[EXIT_TIMER] = handle_timer;
    /* And a guest that waits? */
}

void start_turn(uint64_t end)
{
    host_timer_set(end);
}
