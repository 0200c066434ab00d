/* Step 11, which notes in memory how often each guest's CPUs came out of a guest on which CPU. */
#include "hook.h"

unsigned exits_on[GUESTS_MOST][VCPUS_MOST][CPUS_MOST];

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    exits_on[vcpu->guest->number][vcpu->number][this_cpu()->number]++;
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
