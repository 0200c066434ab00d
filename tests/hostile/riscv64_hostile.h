/* RISC-V: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    vcpu->x[A0 + n] = value;
}

/* What the ring has no place for: the guest's first register. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    return vcpu->x[A0];
}
