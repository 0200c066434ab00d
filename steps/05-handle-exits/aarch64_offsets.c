/* Where aarch64_switch.S finds the members of struct vcpu. */
#include "vcpu.h"

#define OFFSET(name, member) \
    __asm__ volatile(".ascii \"->" #name " %c0\"" : : "i"(__builtin_offsetof(struct vcpu, member)))

void offsets(void)
{
    OFFSET(VCPU_X, x);
    OFFSET(VCPU_X30_PC, x[30]);
    OFFSET(VCPU_HOST_SP_LR, host_sp);
}
