/* A guest that waits: the host waits in its place. */
#include "deadlines.h"
#include "interrupts.h"

/* If the wait is not over, the pc stays at the instruction, so that the guest executes it again. */
enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!vcpu_has_interrupt(vcpu)) {
        if (!vcpu_can_wake(vcpu))
            return stop_waiting_guest(vcpu, exit);
        host_wait();
        enum guest_action action = deadlines_run(vcpu);
        if (action != GUEST_RESUMES)
            return action;
    }
    if (vcpu_wait_may_end(vcpu))
        skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
