/* x86_64: ASIDs, in the VMCB. */
#include "tags.h"

/* 15.30.2, CPUID: how many there are; 0 is the host's. */
unsigned tags_of_cpu(void)
{
    return cpuid(CPUID_SVM).ebx - 1;
}

/* 15.16.1: a VMRUN with this drops the translations of all ASIDs. `next` need not be the first that
 * is entered with a tag of the new turn. */
void tags_flush(unsigned count, struct vcpu *next)
{
    for (unsigned i = 0; i < shares_count; i++)
        shares[i]->vcpu->vmcb.tlb_control = TLB_FLUSH_ALL;
}

void vcpu_set_tag(struct vcpu *vcpu)
{
    vcpu->vmcb.asid = vcpu->guest->stage2.tag + 1;
}

/* Its next VMRUN does it. */
void tag_flush_here(struct vcpu *vcpu)
{
    vcpu->vmcb.tlb_control = TLB_FLUSH_ALL;
}
