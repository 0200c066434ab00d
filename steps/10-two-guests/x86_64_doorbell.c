/* x86_64: the calls by which guests talk to each other, and where they learn of them. */
#include "doorbell.h"

#include "smccc.h"

const unsigned doorbell_line = 5;

/* --- The calls --- */

const uint64_t doorbell_extension = 0, doorbell_number = DOORBELL_BASE;

enum guest_action doorbell_call(struct vcpu *vcpu, int64_t (*call)(struct guest *))
{
    return set_result(vcpu, from_guest_kernel(vcpu) ? call(vcpu->guest) : NOT_SUPPORTED);
}

/* --- The device tree --- */

/* A PC has none: a guest makes the calls, and is told that they are not supported if it shares
 * nothing. */
void doorbell_describe(void)
{
}
