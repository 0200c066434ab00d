#include "psci_reset2.h"

enum guest_action system_reset2(struct vcpu *vcpu)
{
    enum { SYSTEM_WARM_RESET };
    if (from_guest_kernel(vcpu) && (uint32_t)hypercall_argument(vcpu, 0) != SYSTEM_WARM_RESET)
        return set_result(vcpu, PSCI_INVALID_PARAMETERS);
    return system_reset(vcpu);
}

bool asked_for_reset2(const struct vcpu *vcpu)
{
    return vcpu->ring.last->kind == EXIT_HYPERCALL && hypercall_of(vcpu)->handle == system_reset2;
}
