/* x86_64: the calls between a guest's CPUs: those of PSCI, and one that interrupts. */
#include "vcpus.h"

#include "psci_cpus.h"
#include "smccc.h"
#include "x86_64_interrupts.h"

/* --- On and off --- */

/* As start_elf() does, in 32-bit protected mode, whatever mode the first one started in; the
 * argument is in ebx. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    vcpu->vmcb.efer = EFER_SVME;
    vcpu->vmcb.cr0 = CR0_ET;
    vcpu->vmcb.cr3 = vcpu->vmcb.cr4 = 0;
    start_elf(vcpu, entry);
    vcpu->r[RBX] = argument;
}

void vcpus_offer_calls(void)
{
    psci_offer_cpus(0);
}

/* --- What another CPU has posted --- */

void vcpu_take_posted(struct vcpu *vcpu)
{
    vcpu_end_hlt_in_shadow(vcpu);
}
