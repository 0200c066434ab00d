/* RISC-V: the guest's interrupt line is VSTIP, the timer interrupt of VS-mode. */
#include "timer_guest.h"

#define VSTIP BIT(6) /* in hvip, and in hideleg, H.2.2: the guest takes it itself */

/* --- The interrupt line --- */

void line_init(struct vcpu *vcpu, void *data)
{
    vcpu->hideleg = VSTIP;
    csr_write(hideleg, vcpu->hideleg);
    /* The guest has no Sstc, so its vstimecmp must not count; in QEMU 10 a time that is over does.
     */
    if (cpu_has_extension("sstc"))
        csr_write(vstimecmp, -1ul);
}

void line_set(struct vcpu *vcpu, bool high)
{
    vcpu->hvip = high ? VSTIP : 0;
    csr_write(hvip, vcpu->hvip);
}
