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
        share = scheduler_preempt(share);
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

/* The first calls are not like the others. */
static unsigned calls_left = SWITCHES;

static __attribute__((noinline)) enum guest_action measure(struct vcpu *vcpu)
{
    uint64_t now = cycle_counter();
    if (start) {
        printf("guest to guest: %lu\n", (now - start) / SWITCHES);
        print_parts(shares[vcpu->guest->number]);
        power_off(0);
    }
    start = now;
    calls_left = SWITCHES;
    return GUEST_PREEMPTED;
}

static enum guest_action yield(struct vcpu *vcpu)
{
    return --calls_left ? GUEST_PREEMPTED : measure(vcpu);
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
