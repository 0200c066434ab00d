/* RISC-V: how a kernel of its machine ends, beyond a call that switches it off. */
#include "restart.h"

#include "riscv64_sbi.h"

/* --- A warm reset --- */

/* SBI 10.1: the second of the resets that SRST can ask for. */
#define WARM_REBOOT 2

bool reset_is_warm(struct vcpu *vcpu)
{
    return (uint32_t)vcpu->x[A0] == WARM_REBOOT;
}

/* --- A halt --- */

/* Linux's halt here is its power-off. */

/* --- Both --- */

/* Nothing: step 5 has the call. */
void add_ends(struct vcpu *vcpu)
{
}
