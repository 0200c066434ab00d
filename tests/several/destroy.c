/*
 * Step 10's main(), or step 11's, for guests that are destroyed: guest 1 is stopped at its first
 * exit before the handler, in its next life after it, then at its second exit, and so on, until it
 * reaches its own end. It needs the option "restart". Each life begins with as much free memory as
 * the first: the guests beside it must not ask for more.
 */
#include "../many/hook.h"
#include "page_alloc.h"
#include "panic.h"

static unsigned life, exits;

static enum guest_action destroyed(struct vcpu *vcpu)
{
    life++;
    exits = 0;
    vcpu->why_stopped = "destroyed";
    return GUEST_STOPPED;
}

static void count_pages(void)
{
    static size_t at_first;
    size_t now = pages_free();
    if (!at_first)
        at_first = now;
    if (now < at_first)
        panic("destroy: life %u begins with %lu pages less", life + 1, at_first - now);
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool lives = vcpu->guest->number == 0 && !guest_is_ending(vcpu); /* another CPU of it ends it */
    if (lives && !exits)
        count_pages();
    bool is_last = lives && exits++ == life / 2;
    bool is_hosts =
        exit->kind == EXIT_TIMER || exit->kind == EXIT_INTERRUPT; /* it has to be ended */
    if (is_last && life % 2 == 0 && !is_hosts)
        return destroyed(vcpu);
    enum guest_action action = real[exit->kind](vcpu, exit);
    return is_last && action < GUEST_SHUTDOWN ? destroyed(vcpu) : action;
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
