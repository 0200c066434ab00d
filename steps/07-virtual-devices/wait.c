/* A guest that waits: the host waits in its place. */
#include "deadlines.h"
#include "interrupts.h"

enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    while (!vcpu_has_interrupt(vcpu)) {
        if (!vcpu_can_wake(vcpu))
            return stop_waiting_guest(vcpu, exit);
        host_wait();
        enum guest_action action = deadlines_run(vcpu);
        if (action != GUEST_RESUMES)
            return action;
        if (vcpu_wait_may_end(vcpu))
            break;
    }
    if (exit->kind == EXIT_WAIT) /* else it is a call, which is over */
        skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
