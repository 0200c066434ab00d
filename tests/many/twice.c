/*
 * Step 11 on x86_64, in which CPU 0 has CPU 1 flush its TLB, 200 times. Each time CPU 1 is asked
 * once more before it enters a guest, and then its slice is over. A flush is one vCPU's: it panics
 * if CPU 1 enters another one.
 */
#include "hook.h"
#include "machine.h"
#include "panic.h"

static const struct vcpu *flushed; /* by CPU 1, and not entered yet */

void __real_cpu_flush(struct vcpu *vcpu);
void __wrap_cpu_flush(struct vcpu *vcpu)
{
    flushed = this_cpu()->number ? vcpu : flushed;
    __real_cpu_flush(vcpu);
    if (vcpu->vmcb.tlb_control != TLB_FLUSH_ALL)
        panic("twice: the TLB stays as it is");
}

static enum guest_action ask_again(struct vcpu *vcpu, struct deadline *deadline)
{
    static bool was_asked;
    was_asked = !was_asked;
    if (!was_asked)
        return GUEST_PREEMPTED;
    this_cpu()->is_asked = true;
    deadline->when = 0;
    return GUEST_RESUMES;
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    static struct deadline twice = {.reached = ask_again, .when = NEVER};
    static unsigned exits;
    if (this_cpu()->number && flushed && flushed != vcpu)
        panic("twice: CPU 1 enters a vCPU, and has flushed for another one");
    if (this_cpu()->number)
        flushed = NULL;
    else if (exits++ % 16 == 0) {
        deadline_set_on(cpus[1], &twice, 0);
        cpu_will_flush(cpus[1]);
        cpus_gather();
    }
    if (exits == 200 * 16)
        power_off(0);
    return real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
