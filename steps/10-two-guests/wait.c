/* A guest that waits lets others run. */
#include "doorbell.h"
#include "guests.h"

enum guest_action handle_wait(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool waits = !vcpu_has_interrupt(vcpu);
    if (waits && !vcpu_can_wake(vcpu) && !doorbell_can_wake(vcpu) &&
        !(guests_more && guests_more->others_can_wake(vcpu)))
        return stop_waiting_guest(vcpu, exit);
    if (exit->kind == EXIT_WAIT)
        skip_instruction(vcpu, exit); /* while its registers are on this CPU */
    return waits ? GUEST_WAITS : GUEST_RESUMES;
}
