/* The exit loop. */
#include "handlers.h"

enum guest_action run_vcpu(struct vcpu *vcpu)
{
    struct vm_exit *exit = vcpu->ring.last;
    if (!vcpu->ring.first_entry_at)
        vcpu->ring.first_entry_at = cycle_counter();
    for (;;) {
        exit->resumed_at = cycle_counter();
        world_switch(vcpu); /* into the guest, and back at its next exit */
        exit = exit_ring_next(&vcpu->ring);
        exit_decode(vcpu, exit); /* what the CPU says happened */

        enum guest_action action = exit_handlers[exit->kind](vcpu, exit);
        vcpu->ring.counts[exit->kind]++; /* after the handler, which may name it more exactly */
        if (action != GUEST_RESUMES)
            return action;
    }
}
