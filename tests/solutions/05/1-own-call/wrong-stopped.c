/* MISS a division by 0: the guest is stopped */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 0), second = hypercall_argument(vcpu, 1);
    if (second)
        return succeed(vcpu, first / second);
    vcpu->why_stopped = "it divides by 0";
    return GUEST_STOPPED;
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
