#include "exercise.h"

/* Your code: two functions, as in goldfish_rtc.c, which read and write a register. */

error oracle_add(struct guest *guest, struct oracle *oracle, uint64_t base, struct vcpu *vcpu)
{
    oracle->device.name = "oracle";
    oracle->vcpu = vcpu;
    /* Your code: the rest of *oracle. devices.h says what a device has. */
    return OK;
}
