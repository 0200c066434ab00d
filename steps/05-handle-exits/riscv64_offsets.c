/* Where riscv64_switch.S finds the members of struct vcpu. */
#include "vcpu.h"

#define OFFSET(name, member) \
    __asm__ volatile(".ascii \"->" #name " %c0\"" : : "i"(__builtin_offsetof(struct vcpu, member)))

void offsets(void)
{
    OFFSET(VCPU_X, x);
    OFFSET(VCPU_PC, pc);
    OFFSET(VCPU_HOST_SP, host_sp);
    OFFSET(VCPU_HOST_RA, host_ra);
}
