/* A handler that does not come back.
 * ./run.sh step 5 ARCH --main tests/hang/loops.c */
#include "vcpu.h"

enum guest_end __wrap_stop_waiting_guest(struct vcpu *vcpu, struct vm_exit *exit)
{
    for (;;)
        exit->detail = exit->cause;
}
