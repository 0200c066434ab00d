/* A guest that waits: the host waits in its place. */
#include "interrupts.h"

/*
 * The guest resumes after the instruction, also where an interrupt of the host ended the host's
 * wait and gave the guest nothing: the manuals let a wait end without a reason, and kernels wait in
 * a loop. If the pc stayed, an interrupt that the guest takes next would return to the instruction,
 * and the guest would wait for what has come already.
 */
enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!vcpu_has_interrupt(vcpu)) {
        if (!vcpu_can_wake(vcpu))
            return stop_waiting_guest(vcpu, exit);
        host_wait();
    }
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
