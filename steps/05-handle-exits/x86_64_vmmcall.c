/*
 * x86_64: the hypercalls. VMMCALL with the function's number in eax, arguments in ebx, ecx and edx;
 * eax becomes the result, other registers stay. The manual defines no calls: to use the numbers of
 * PSCI, as on AArch64, is our choice.
 */
#include "smccc.h"

struct hypercall hypercalls[] = {PSCI_ROWS(CALL) CONSOLE_ROWS(CALL) DOORBELL_ROWS(CALL)};
const unsigned hypercalls_count = ARRAY_LENGTH(hypercalls);

const struct hypercall *hypercall_of(const struct vcpu *vcpu)
{
    return hypercall_find(0, (uint32_t)vcpu->vmcb.rax);
}

/* The upper halves of registers are undefined in 32-bit and 16-bit modes. */
uint64_t hypercall_argument(const struct vcpu *vcpu, unsigned n)
{
    static const uint8_t registers[] = {RBX, RCX, RDX};
    return (uint32_t)vcpu->r[registers[n]];
}
