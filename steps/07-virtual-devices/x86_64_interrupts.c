/* x86_64: interrupts of the guest's CPU. */
#include "interrupts.h"

bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    return false;
}

bool vcpu_can_wake(const struct vcpu *vcpu)
{
    return false;
}

void host_wait(void)
{
    __asm__ volatile("cli; stgi; sti; hlt; clgi" : : : "memory");
}

enum guest_action handle_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}
