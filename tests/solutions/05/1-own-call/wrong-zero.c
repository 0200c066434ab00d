/* MISS a division by 0: the host divides by what the guest says */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 0), second = hypercall_argument(vcpu, 1);
    return succeed(vcpu, first / second);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
