/* MISS large numbers: only the divisor has 32 bits, not on x86_64 */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 0);
    unsigned second = hypercall_argument(vcpu, 1);
    return second ? succeed(vcpu, first / second) : refuse(vcpu);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
