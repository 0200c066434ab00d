/* AArch64: the guest's interrupt line is HCR_EL2.VI, a virtual IRQ. */
#include "timer_guest.h"

#define HCR_VI BIT(7) /* with HCR_IMO, D1.3 */

/* --- The interrupt line --- */

/* Nothing: HCR_IMO is set, and the guest has its vectors. */
void line_init(struct vcpu *vcpu, void *data)
{
}

void line_set(struct vcpu *vcpu, bool high)
{
    vcpu->hcr_el2 = high ? vcpu->hcr_el2 | HCR_VI : vcpu->hcr_el2 & ~HCR_VI;
    sysreg_write(hcr_el2, vcpu->hcr_el2);
}
