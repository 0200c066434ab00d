/* AArch64: PSCI's calls between a guest's CPUs. */
#include "vcpus.h"

#include "gic.h"
#include "smccc.h"

enum { PSCI_INVALID_ADDRESS = -9 };
#define INSTRUCTION_SIZE 4

/* --- On and off, PSCI 5 --- */

/* PSCI 6.4: at EL1, with translation off; x0 is the argument. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    vcpu->pc = entry;
    vcpu->x[0] = argument;
}

static enum guest_action turn_on(struct vcpu *vcpu)
{
    static const int results[] = {
        [TURNED_ON] = SUCCESS,
        [IS_ON_ALREADY] = PSCI_ALREADY_ON,
        [NO_SUCH_CPU] = PSCI_INVALID_PARAMETERS,
        [NOT_ITS_MEMORY] = PSCI_INVALID_ADDRESS,
    };
    uint64_t affinity = hypercall_argument(vcpu, 0), entry = hypercall_argument(vcpu, 1);
    if (entry % INSTRUCTION_SIZE)
        return set_result(vcpu, PSCI_INVALID_ADDRESS);
    uint64_t argument = hypercall_argument(vcpu, 2);
    return set_result(vcpu, results[vcpu_turn_on(vcpu->guest, affinity, entry, argument)]);
}

static enum guest_action turn_off(struct vcpu *vcpu)
{
    return vcpu_turn_off(vcpu);
}

/* At level 0, of single CPUs: support for others is optional. */
static enum guest_action tell_affinity_info(struct vcpu *vcpu)
{
    enum { IS_ON = 0, IS_OFF = 1 };
    const struct guest *guest = vcpu->guest;
    uint64_t affinity = hypercall_argument(vcpu, 0), level = hypercall_argument(vcpu, 1);
    if (affinity >= guest->cpus || level)
        return set_result(vcpu, PSCI_INVALID_PARAMETERS);
    return set_result(vcpu, vcpu_is_on(guest->vcpus[affinity]) ? IS_ON : IS_OFF);
}

/* --- Interrupts and fences --- */

/* There are no calls: step 7's GIC sends interrupts between CPUs, and the guest's own TLBI and DSB
 * instructions reach all CPUs. */
void vcpus_offer_calls(void)
{
    hypercall_offer(0, 0x84000002, turn_off);
    hypercall_offer(0, 0x84000003, turn_on);
    hypercall_offer(0, 0x84000004, tell_affinity_info);
    hypercall_offer(0, SMC_64BIT | 0x84000003, turn_on);
    hypercall_offer(0, SMC_64BIT | 0x84000004, tell_affinity_info);
}

/* --- What another CPU has posted --- */

void vcpu_take_posted(struct vcpu *vcpu)
{
    lists_take_back(vcpu->gic);
    lists_fill(vcpu->gic);
}
