/* Step 11, in which CPU 1 has the lock of the host for ever, from its first exit on.
 * ./run.sh step 11 ARCH --main tests/hang/keeps_lock.c */
#include "../many/hook.h"

static enum guest_action never_return(struct vcpu *vcpu, struct vm_exit *exit)
{
    for (;;)
        exit->gpa = exit->cause;
}

static enum guest_action hooked(struct vcpu *vcpu, struct vm_exit *exit)
{
    return this_cpu()->number == 1 ? never_return(vcpu, exit) : real[exit->kind](vcpu, exit);
}

int main(void)
{
    return make_and_hook() ? run_hooked() : 1;
}
