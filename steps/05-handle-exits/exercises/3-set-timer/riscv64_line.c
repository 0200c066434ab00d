/* RISC-V: the guest's interrupt line is VSTIP, the timer interrupt of VS-mode. */
#include "timer_guest.h"

#define VSTIP BIT(6) /* in hvip, and in hideleg, H.2.2: the guest takes it itself */

/* --- The interrupt line --- */

void line_init(struct vcpu *vcpu, void *data)
{
    vcpu->hideleg = VSTIP;
    csr_write(hideleg, vcpu->hideleg);
}

void line_set(struct vcpu *vcpu, bool high)
{
    vcpu->hvip = high ? VSTIP : 0;
    csr_write(hvip, vcpu->hvip);
}
