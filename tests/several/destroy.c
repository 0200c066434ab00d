/*
 * Step 10's main() for guests that are destroyed: guest 1 is stopped at its first exit before the
 * handler, in its next life after it, then at its second exit, and so on, until it reaches its own
 * end. It needs the option "restart". Each life begins with as much free memory as the first: the
 * guests beside it must not ask for more.
 */
#include "guests.h"
#include "hand_over.h"
#include "handlers.h"
#include "page_alloc.h"
#include "panic.h"

static exit_handler *real[EXIT_KINDS];
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

static enum guest_action destroy(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (vcpu->guest->number == 0 && !exits)
        count_pages();
    bool is_last = vcpu->guest->number == 0 && exits++ == life / 2;
    if (is_last && life % 2 == 0)
        return destroyed(vcpu);
    enum guest_action action = real[exit->kind](vcpu, exit);
    return is_last && action < GUEST_SHUTDOWN ? destroyed(vcpu) : action;
}

int main(void)
{
    if (!vm_init())
        return 1;
    kernel_formats_add();
    if (!guests_make())
        return 1;
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++) {
        real[kind] = exit_handlers[kind];
        if (real[kind])
            exit_handlers[kind] = destroy;
    }
    return guests_run();
}
