/* x86_64: the registers with a guest's sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   RDX
#define FLASH_SIZE_REGISTER RCX

#define EVENT_TYPE(event) ((event) >> 8 & 7) /* 15.20 */
#define EVENT_SOFTWARE    4

/* Injects the exception again whose delivery the fault interrupted, because the stack, the IDT or
 * the GDT was not mapped. INT n is not injected: the guest executes it again, 15.7.2. */
static inline void redeliver_event(struct vcpu *vcpu)
{
    uint64_t event = vcpu->vmcb.exitintinfo;
    if (event & EXITINTINFO_VALID && EVENT_TYPE(event) != EVENT_SOFTWARE)
        vcpu->vmcb.event_injection = event;
}
