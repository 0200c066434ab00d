/* MISS the guest gets the quotient: the divisor is divided */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 0), second = hypercall_argument(vcpu, 1);
    return first ? succeed(vcpu, second / first) : refuse(vcpu);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
