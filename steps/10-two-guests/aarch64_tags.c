/* AArch64: VMIDs, in VTTBR_EL2. */
#include "tags.h"

/* D8.14.1: 8 bits, as VTCR_EL2.VS is 0. */
unsigned tags_of_cpu(void)
{
    return 256;
}

/* C5.5: ALLE1 is for both stages, and for all VMIDs. */
void tags_flush(unsigned count, struct vcpu *next)
{
    __asm__ volatile("dsb ish\n tlbi alle1is\n dsb ish\n isb" : : : "memory");
}

void vcpu_set_tag(struct vcpu *vcpu)
{
    vcpu->vttbr_el2 = vttbr_of(vcpu->guest->stage2.root, vcpu->guest->stage2.tag);
}

/* C5.5: VMALLS12E1 is for the VMID in VTTBR_EL2, and for this CPU alone. */
void tag_flush_here(struct vcpu *vcpu)
{
    uint64_t loaded = sysreg_read(vttbr_el2);
    sysreg_write(vttbr_el2, vcpu->vttbr_el2);
    __asm__ volatile("isb\n tlbi vmalls12e1\n dsb nsh\n isb" : : : "memory");
    sysreg_write(vttbr_el2, loaded);
}
