/* Where x86_64_switch.S finds the members of struct vcpu. */
#include "vcpu.h"

#define OFFSET(name, member) \
    __asm__ volatile(".ascii \"->" #name " %c0\"" : : "i"(__builtin_offsetof(struct vcpu, member)))

_Static_assert(__builtin_offsetof(struct vcpu, vmcb) == 0, "VMRUN is given the vcpu's address");

void offsets(void)
{
    OFFSET(VCPU_RCX, r[RCX]);
    OFFSET(VCPU_RDX, r[RDX]);
    OFFSET(VCPU_RBX, r[RBX]);
    OFFSET(VCPU_RBP, r[RBP]);
    OFFSET(VCPU_RSI, r[RSI]);
    OFFSET(VCPU_RDI, r[RDI]);
    OFFSET(VCPU_R8, r[R8]);
    OFFSET(VCPU_DR, dr);
    OFFSET(VCPU_TLB_CONTROL, vmcb.tlb_control);
    OFFSET(VCPU_HOST_STATE, host_state);
}
