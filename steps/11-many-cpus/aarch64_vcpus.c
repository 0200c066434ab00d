/* AArch64: PSCI's calls between a guest's CPUs. */
#include "vcpus.h"

#include "gic.h"
#include "psci_cpus.h"
#include "smccc.h"

#define INSTRUCTION_SIZE 4

/* --- On and off, PSCI 5 --- */

/* PSCI 6.4: at EL1, with translation off; x0 is the argument. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    vcpu->pc = entry;
    vcpu->x[0] = argument;
}

/* --- Interrupts and fences --- */

/* There are no calls: step 7's GIC sends interrupts between CPUs, and the guest's own TLBI and DSB
 * instructions reach all CPUs. */
void vcpus_offer_calls(void)
{
    psci_offer_cpus(SMC_64BIT, INSTRUCTION_SIZE);
}

/* --- What another CPU has posted --- */

void vcpu_take_posted(struct vcpu *vcpu)
{
    lists_take_back(vcpu->gic);
    lists_fill(vcpu->gic);
}
