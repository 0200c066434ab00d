/* AArch64: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    vcpu->x[n] = value;
}

/* What the ring has no place for: why the guest's own vectors were entered, else its first
 * register. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t esr_el1 = sysreg_read(esr_el1);
    return exit->kind == EXIT_STAGE2_FAULT ? esr_el1 : vcpu->x[0];
}
