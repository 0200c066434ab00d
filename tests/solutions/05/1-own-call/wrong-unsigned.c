/* MISS large numbers: an argument has 64 bits, not on x86_64 */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    unsigned first = hypercall_argument(vcpu, 0), second = hypercall_argument(vcpu, 1);
    return second ? succeed(vcpu, first / second) : refuse(vcpu);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
