/*
 * Step 11 on RISC-V, in which a guest's CPU 0 shuts the guest down when CPU 1 has left it by wfi,
 * and waits for the host's lock. It panics if CPU 1 waits twice after that.
 */
#include "hook.h"
#include "panic.h"

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static bool has_ended;
    static unsigned waits;
    const struct vcpu *other = vcpu->guest->vcpus[1];
    if (exit->kind == EXIT_HYPERCALL && !vcpu->number && vcpu_is_on(other)) {
        if (!other->on_cpu)
            return GUEST_RESUMES; /* the guest repeats the call */
        while (other->on_cpu->waits_for != &host_lock)
            cpu_relax();
        has_ended = true;
    }
    if (has_ended && exit->kind == EXIT_WAIT && waits++)
        panic("ends: the guest runs on");
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
