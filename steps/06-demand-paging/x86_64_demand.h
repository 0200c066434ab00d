/* x86_64: the registers with a guest's sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   RDX
#define FLASH_SIZE_REGISTER RCX

#define EVENT_TYPE(event) ((event) >> 8 & 7) /* 15.20 */
#define EVENT_EXCEPTION   3
#define EVENT_SOFTWARE    4
#define VECTOR_BP         3 /* INT3 */
#define VECTOR_OF         4 /* INTO */

/* Whether an instruction made the event, 15.20. QEMU says so by the type; a CPU gives INT3 and INTO
 * the type of exceptions, which no other instruction makes with their vectors. */
static inline bool is_from_instruction(uint64_t event)
{
    uint64_t vector = event & EXITINTINFO_VECTOR;
    return EVENT_TYPE(event) == EVENT_SOFTWARE ||
           (EVENT_TYPE(event) == EVENT_EXCEPTION && (vector == VECTOR_BP || vector == VECTOR_OF));
}

/* Injects the exception again whose delivery the fault interrupted, because the stack, the IDT or
 * the GDT was not mapped. INT n, INT3 and INTO are not injected: the pc is still at them, so the
 * guest executes them again, 15.7.2. */
static inline void redeliver_event(struct vcpu *vcpu)
{
    uint64_t event = vcpu->vmcb.exitintinfo;
    if (event & EXITINTINFO_VALID && !is_from_instruction(event))
        vcpu->vmcb.event_injection = event;
}
