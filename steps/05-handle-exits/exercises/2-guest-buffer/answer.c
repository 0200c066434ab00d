#include "exercise.h"

static enum guest_action random_bytes(struct vcpu *vcpu)
{
    /* Your code. The first argument is the GPA, the second the length: first whether the guest may
     * write all of the buffer, then the bytes. */
    return refuse(vcpu);
}

void offer_random_bytes(uint64_t extension, uint64_t number)
{
    hypercall_offer(extension, number, random_bytes);
}
