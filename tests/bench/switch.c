/* What it costs that one guest's call is followed by another guest: each call gives the CPU away.
 */
#include "bench.h"

#include "guests.h"
#include "hand_over.h"
#include "hypercalls.h"
#include "save.h"

#define SWITCHES 1000

static uint64_t start;

static void print_parts(struct share *share)
{
    struct vcpu *vcpu = share->vcpu;
    uint64_t both, saved;
    start = cycle_counter();
    for (unsigned n = 0; n < SWITCHES; n++)
        share = scheduler_switch(share, GUEST_PREEMPTED);
    both = (cycle_counter() - start) / SWITCHES;
    start = cycle_counter();
    for (unsigned n = 0; n < SWITCHES; n++) {
        vcpu_save(vcpu);
        vcpu_restore(vcpu);
    }
    saved = (cycle_counter() - start) / SWITCHES;
    printf("guest to guest, saved and loaded: %lu\n", saved);
    printf("guest to guest, the scheduler: %lu\n", both - saved);
}

static enum guest_action yield(struct vcpu *vcpu)
{
    static unsigned calls;
    calls++;
    if (calls == SWITCHES)
        start = cycle_counter();
    if (calls < 2 * SWITCHES)
        return GUEST_PREEMPTED;
    printf("guest to guest: %lu\n", (cycle_counter() - start) / SWITCHES);
    print_parts(shares[vcpu->guest->number]);
    power_off(0);
}

int main(void)
{
    kernel_formats_add();
    if (!vm_init() || !guests_make())
        return 1;
    for (unsigned i = 0; i < hypercalls_count; i++) /* the guests make one of them */
        hypercalls[i].handle = yield;
    for (unsigned i = 0; i < shares_count; i++)
        shares[i]->a_tick = 0; /* equal virtual times: they take turns */
    return guests_run();
}
