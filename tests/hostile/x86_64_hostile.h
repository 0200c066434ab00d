/* x86_64: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    static const unsigned registers[TOLD] = {RBX, RCX, RDX, RSI, RDI, RBP};
    vcpu->r[registers[n]] = value;
}

/* What the ring has no place for: the vector that was being delivered, or eax at a HLT. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    if (exit->kind == EXIT_WAIT)
        return vcpu->vmcb.rax;
    uint64_t event = vcpu->vmcb.exitintinfo;
    return event & EXITINTINFO_VALID ? event & EXITINTINFO_VECTOR : UINT64_MAX;
}
