#include "vcpu.h"

#include "hypercalls.h"

error vcpu_init(struct vcpu *vcpu, struct guest *guest, unsigned number)
{
    *vcpu = (struct vcpu){.guest = guest, .number = number, .last_call = &unknown_call};
    TRY(exit_ring_init(vcpu));
    TRY(vcpu_join_guest(vcpu));
    vcpu_reset(vcpu);
    return OK;
}
