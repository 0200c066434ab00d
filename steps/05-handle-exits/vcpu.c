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
    *vcpu = (struct vcpu){.guest = guest, .number = number, .last_call = &unknown_call};
    TRY(exit_ring_init(vcpu));
    TRY(vcpu_join_guest(vcpu));
    vcpu_reset(vcpu);
    return OK;
}
