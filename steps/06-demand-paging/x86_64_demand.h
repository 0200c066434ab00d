/* x86_64: the registers that tell a guest its sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   RDX
#define FLASH_SIZE_REGISTER RCX

#define EVENT_TYPE(event) ((event) >> 8 & 7) /* 15.20 */
#define EVENT_SOFTWARE    4

/* The stack or the IDT was not there when the CPU delivered an exception: it is delivered again.
 * INT n is executed again, 15.7.2. */
static inline void redeliver_event(struct vcpu *vcpu)
{
    uint64_t event = vcpu->vmcb.exitintinfo;
    if (event & EXITINTINFO_VALID && EVENT_TYPE(event) != EVENT_SOFTWARE)
        vcpu->vmcb.event_injection = event;
}
