/* PSCI 5, for guests with several CPUs: how AArch64 and x86_64 turn them on and off. A CPU's
 * affinity is its number. */
#include "psci_cpus.h"

#include "smccc.h"
#include "vcpus.h"

enum { PSCI_INVALID_ADDRESS = -9 };

static uint64_t alignment;

/* 5.4: the CPU, its entry (a GPA), and the argument that it is given. */
static enum guest_action turn_on(struct vcpu *vcpu)
{
    static const int8_t results[] = {
        [TURNED_ON] = SUCCESS,
        [IS_ON_ALREADY] = PSCI_ALREADY_ON,
        [NO_SUCH_CPU] = PSCI_INVALID_PARAMETERS,
        [NOT_ITS_MEMORY] = PSCI_INVALID_ADDRESS,
    };
    if (!from_guest_kernel(vcpu))
        return not_supported(vcpu);
    uint64_t entry = hypercall_argument(vcpu, 1), argument = hypercall_argument(vcpu, 2);
    if (entry % alignment)
        return set_result(vcpu, PSCI_INVALID_ADDRESS);
    uint64_t affinity = hypercall_argument(vcpu, 0);
    return set_result(vcpu, results[vcpu_turn_on(vcpu->guest, affinity, entry, argument)]);
}

/* 5.3: it does not return. */
static enum guest_action turn_off(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? vcpu_turn_off(vcpu) : not_supported(vcpu);
}

/* 5.7: of one CPU, at level 0: support for clusters is optional. */
static enum guest_action tell_state(struct vcpu *vcpu)
{
    enum { IS_ON, IS_OFF };
    const struct guest *guest = vcpu->guest;
    uint64_t number = hypercall_argument(vcpu, 0);
    if (number >= guest->cpus || hypercall_argument(vcpu, 1))
        return set_result(vcpu, PSCI_INVALID_PARAMETERS);
    return set_result(vcpu, vcpu_is_on(guest->vcpus[number]) ? IS_ON : IS_OFF);
}

void psci_offer_cpus(uint64_t width, uint64_t instruction_size)
{
    alignment = instruction_size;
    hypercall_offer(0, PSCI_CPU_OFF, turn_off);
    hypercall_offer(0, PSCI_CPU_ON, turn_on);
    hypercall_offer(0, PSCI_AFFINITY_INFO, tell_state);
    hypercall_offer(0, PSCI_CPU_ON | width, turn_on);
    hypercall_offer(0, PSCI_AFFINITY_INFO | width, tell_state);
    hypercall_is_own(0, PSCI_VERSION, CALL_NEEDS_NOTHING);
    hypercall_is_own(0, CONSOLE_WRITE_BYTE, CALL_NEEDS_CONSOLE);
}
