/*
 * Step 11, in which a guest's CPU 0 shuts the guest down when CPU 1 has left it too, and waits for
 * the host's lock.
 */
#include "hook.h"

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    const struct vcpu *other = vcpu->guest->vcpus[1];
    if (exit->kind == EXIT_HYPERCALL && !vcpu->number && vcpu_is_on(other)) {
        while (other->on_cpu->waits_for != &host_lock)
            cpu_relax();
    }
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
