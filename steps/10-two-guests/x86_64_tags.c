/* x86_64: ASIDs, in the VMCB. */
#include "tags.h"

/* 15.30.2, CPUID: how many there are; 0 is the host's. */
unsigned tags_of_cpu(void)
{
    return cpuid(CPUID_SVM).ebx - 1;
}

/* 15.16.1: the next VMRUN drops the translations of all ASIDs. */
void tags_flush(unsigned count, struct vcpu *next)
{
    next->vmcb.tlb_control = TLB_FLUSH_ALL;
}

void vcpu_set_tag(struct vcpu *vcpu)
{
    vcpu->vmcb.asid = vcpu->guest->stage2.tag + 1;
}
