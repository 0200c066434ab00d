/* MISS a division by 0: it is answered like a success */
#include "exercise.h"

static enum guest_action divide(struct vcpu *vcpu)
{
    uint64_t first = hypercall_argument(vcpu, 0), second = hypercall_argument(vcpu, 1);
    return succeed(vcpu, second ? first / second : 0);
}

void offer_divide(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, divide);
}
