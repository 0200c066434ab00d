/* Handlers that leave the guest's pc where it is.
 * ./run.sh step 5 ARCH --main tests/hang/forgets_pc.c */
#include "vcpu.h"

enum guest_end __wrap_stop_waiting_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    return GUEST_GOES_ON;
}
