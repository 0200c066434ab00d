/* What it costs that one guest's call is followed by another guest: each call gives the CPU away.
 */
#include "bench.h"

#include "guests.h"
#include "hand_over.h"
#include "hypercalls.h"
#include "report.h"
#include "save.h"

#define SWITCHES 1000

static enum guest_action yield(struct vcpu *vcpu)
{
    return GUEST_PREEMPTED;
}

int main(void)
{
    struct share *share;
    uint64_t start = 0;

    kernel_formats_add();
    if (!vm_init() || !guests_make())
        return 1;
    for (unsigned i = 0; i < hypercalls_count; i++) /* the guests make one of them */
        hypercalls[i].handle = yield;
    share = scheduler_switch(NULL, GUEST_RESUMES);
    for (unsigned n = 0; n < 2 * SWITCHES; n++) {
        struct vcpu *vcpu = share->vcpu;
        if (n == SWITCHES)
            start = cycle_counter();
        world_switch(vcpu);
        struct vm_exit *exit = exit_ring_next(&vcpu->ring);
        exit_decode(vcpu, exit);
        enum guest_action action = exit_handlers[exit->kind](vcpu, exit);
        if (action != GUEST_RESUMES)
            share = scheduler_switch(share, action);
    }
    printf("guest to guest: %lu\n", (cycle_counter() - start) / SWITCHES);

    struct vcpu *vcpu = share->vcpu;
    start = cycle_counter();
    for (unsigned n = 0; n < SWITCHES; n++) {
        vcpu_save(vcpu);
        vcpu_restore(vcpu);
    }
    printf("guest to guest, of it saved and loaded: %lu\n", (cycle_counter() - start) / SWITCHES);
    return 0;
}
