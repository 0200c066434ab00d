/*
 * Step 11, which notes in memory on which CPU each guest's CPUs were when they exited, and which
 * guests ran on other CPUs at that time: the host's lock is held, so a CPU that is not out is in
 * its guest. state.py reads it.
 */
#include "hook.h"

unsigned exits_on[GUESTS_MOST][VCPUS_MOST][CPUS_MOST];
unsigned together[GUESTS_MOST][GUESTS_MOST];

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned guest = vcpu->guest->number;
    exits_on[guest][vcpu->number][this_cpu()->number]++;
    for (unsigned i = 0; i < cpus_count; i++) {
        const struct share *other = cpus[i]->running;
        if (cpus[i] != this_cpu() && other && !atomic_load(&cpus[i]->is_out))
            together[guest][other->vcpu->guest->number]++;
    }
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
