/* MISS the guest is interrupted, once: the call itself waits until the time, and the guest does not
 * run meanwhile */
#include "exercise.h"

#define NEVER UINT64_MAX

static uint64_t turn_end; /* time_counter() */
static uint64_t due;      /* the guest's interrupt: time_counter() */
static bool pending;      /* the line is high */

/* The host has one timer for both. */
static void set_host_timer(void)
{
    host_timer_set(due < turn_end ? due : turn_end);
}

/* What has come, if anything. */
static enum guest_action look_at_clock(struct vcpu *vcpu)
{
    uint64_t now = time_counter();
    if (now >= turn_end) {
        vcpu->why_stopped = "its turn is over";
        return GUEST_STOPPED;
    }
    if (now >= due) {
        due = NEVER;
        pending = true;
        raise_interrupt(vcpu);
    }
    set_host_timer();
    return GUEST_RESUMES;
}

static enum guest_action set_timer(struct vcpu *vcpu)
{
    uint64_t ticks = hypercall_argument(vcpu, 0), now = time_counter();
    due = ticks && ticks < NEVER - now ? now + ticks : NEVER;
    pending = false;
    lower_interrupt(vcpu);
    while (due < turn_end && time_counter() < due)
        ;
    look_at_clock(vcpu);
    return succeed(vcpu, 0);
}

static enum guest_action handle_timer(struct vcpu *vcpu, struct vm_exit *exit)
{
    host_timer_acknowledge();
    return look_at_clock(vcpu);
}

static enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!pending && due == NEVER)
        return stop_waiting_guest(vcpu, exit);
    while (!pending && time_counter() < due && time_counter() < turn_end)
        ;
    skip_instruction(vcpu, exit);
    return look_at_clock(vcpu);
}

void offer_set_timer(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, set_timer);
    exit_handlers[EXIT_TIMER] = handle_timer;
    exit_handlers[EXIT_WAIT] = handle_wait;
}

void start_turn(uint64_t end)
{
    turn_end = end;
    due = NEVER;
    pending = false;
    set_host_timer();
}
