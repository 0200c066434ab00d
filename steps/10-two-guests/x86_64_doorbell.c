/* x86_64: the calls by which guests talk to each other, and where they learn of them. */
#include "doorbell.h"

#include "smccc.h"

const unsigned doorbell_line = 5;

/* --- The calls --- */

static enum guest_action answer_call(struct vcpu *vcpu, int64_t result)
{
    return result < 0 ? not_supported(vcpu) : set_result(vcpu, result);
}

static enum guest_action shared_page(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_page(vcpu->guest))
                                   : not_supported(vcpu);
}

static enum guest_action ring(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_ring(vcpu->guest))
                                   : not_supported(vcpu);
}

static enum guest_action answer(struct vcpu *vcpu)
{
    return from_guest_kernel(vcpu) ? answer_call(vcpu, doorbell_answer(vcpu->guest))
                                   : not_supported(vcpu);
}

/* --- The device tree --- */

/* A PC has none: a guest makes the calls, and is told that they are not supported if it shares
 * nothing. */

/* --- All of it --- */

void doorbell_offer(void)
{
    hypercall_offer(0, SHARED_PAGE_CALL, shared_page);
    hypercall_offer(0, DOORBELL_RING_CALL, ring);
    hypercall_offer(0, DOORBELL_ANSWER_CALL, answer);
}
