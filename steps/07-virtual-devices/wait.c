/* A guest that waits: the host waits in its place. */
#include "interrupts.h"

/*
 * The pc stays at the instruction until an interrupt is pending that ends it: so the guest executes
 * it again after each interrupt of the host, which is handled as at any other time.
 */
enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!vcpu_has_interrupt(vcpu)) {
        if (!vcpu_can_wake(vcpu))
            return stop_waiting_guest(vcpu, exit);
        host_wait();
    }
    if (vcpu_has_interrupt(vcpu))
        skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
