/* x86_64: the registers with a guest's sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   RDX
#define FLASH_SIZE_REGISTER RCX

#define VECTOR_BP 3 /* INT3 */
#define VECTOR_OF 4 /* INTO */

/* Whether an instruction made the event, 15.20. QEMU says so by the type; a CPU gives INT3 and INTO
 * the type of exceptions, which no other instruction makes with their vectors. */
static inline bool is_from_instruction(uint64_t event)
{
    uint64_t vector = event & EXITINTINFO_VECTOR;
    return EVENT_TYPE(event) == EVENT_SOFTWARE ||
           (EVENT_TYPE(event) == EVENT_EXCEPTION && (vector == VECTOR_BP || vector == VECTOR_OF));
}

/* Whether the event is one of the guest's interrupts, which come from step 7 on. QEMU gives those
 * that V_IRQ offers the type of exceptions, and clears V_IRQ only when they are delivered. */
static inline bool is_interrupt(const struct vmcb *vmcb)
{
    uint64_t offer = vmcb->virtual_interrupts;
    bool offered = offer & V_IRQ && vmcb->rflags & RFLAGS_IF &&
                   !(vmcb->intercept_1 & INTERCEPT_VINTR); /* else it exits before its delivery */
    return EVENT_TYPE(vmcb->exitintinfo) == EVENT_INTERRUPT ||
           (offered && (offer >> V_VECTOR_SHIFT & 0xff) == (vmcb->exitintinfo & 0xff));
}

/* The guest takes the interrupt of that vector at VMRUN. */
void inject_interrupt(struct vmcb *vmcb, uint8_t vector);

/* Injects the interrupt or the exception again whose delivery the fault interrupted, because the
 * stack, the IDT or the GDT was not mapped. INT n, INT3 and INTO are not injected: the pc is still
 * at them, so the guest executes them again, 15.7.2. */
void redeliver_event(struct vcpu *vcpu);
