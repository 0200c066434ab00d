#include "vcpu.h"

#include "hypercalls.h"

void vcpu_start(struct vcpu *vcpu)
{
    const struct guest *guest = vcpu->guest;
    guest->start(vcpu, guest->entry);
    for (unsigned n = 0; n < GUEST_STARTS && guest->more_starts[n]; n++)
        guest->more_starts[n](vcpu, guest->entry);
}

error vcpu_init(struct vcpu *vcpu, struct guest *guest, unsigned number)
{
    vcpu->guest = guest;
    vcpu->number = number;
    TRY(exit_ring_init(vcpu));
    return vcpu_renew(vcpu);
}

/* Keeps two members aside, because an initializer with vcpu->ring in it would make a second vCPU on
 * the stack, and copy it. */
error vcpu_renew(struct vcpu *vcpu)
{
    struct exit_ring ring = vcpu->ring;
    unsigned number = vcpu->number;
    *vcpu = (struct vcpu){.guest = ring.guest, .number = number, .last_call = &unknown_call};
    vcpu->ring = ring;
    vcpu->guest->vcpus[number] = vcpu;
    TRY(vcpu_join_guest(vcpu));
    vcpu_reset(vcpu);
    return OK;
}
