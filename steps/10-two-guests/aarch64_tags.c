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

/* vcpu_restore() takes it from the guest. */
void vcpu_set_tag(struct vcpu *vcpu)
{
}
