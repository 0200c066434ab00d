/* MISS the guest gets the quotient: arguments are counted from 1 */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 1), second = hypercall_argument(vcpu, 2);
    return second ? succeed(vcpu, first / second) : refuse(vcpu);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
