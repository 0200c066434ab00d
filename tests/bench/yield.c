/* What it costs that a vCPU leaves its loop and is run again: a call that gives the CPU away. */
#include "bench.h"

#include "hypercalls.h"
#include "start.h"

#define RUNS 1000

static enum guest_action yield(struct vcpu *vcpu)
{
    return GUEST_STOPPED;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    uint64_t start = 0;

    page_alloc_init();
    for (unsigned i = 0; i < hypercalls_count; i++) /* the guest makes one of them */
        hypercalls[i].handle = yield;
    if (!guest_from_options(&guest, 0) || vcpu_init(&vcpu, &guest, 0))
        return 1;
    vcpu_load(&vcpu);
    for (unsigned run = 0; run < 2 * RUNS; run++) {
        if (run == RUNS)
            start = cycle_counter();
        run_vcpu(&vcpu);
    }
    printf("a run that yields: %lu\n", (cycle_counter() - start) / RUNS);
    return 0;
}
