/*
 * x86_64: the CPU at the INT output of the two 8259. With V_IRQ the CPU itself waits until the
 * guest can take the interrupt, and clears V_IRQ then: APM vol. 2 15.21.4. There is no exit.
 */
#pragma once

#include "handlers.h"

/* The host's timer came between STI and HLT. QEMU (7.2 to 11) forgets at VMRUN that the guest is in
 * the shadow of STI, 15.21.5: it would take the interrupt before HLT, and wait after it. */
void vcpu_end_sti_hlt(struct vcpu *vcpu);

/* Does that for an interrupt which was offered before, in front of EXIT_TIMER's handler. */
void timer_ends_sti_hlt(void);

/* The guest takes the interrupt of that vector as soon as it can, in the place of one that was
 * offered before. */
static inline void vcpu_offer_interrupt(struct vcpu *vcpu, uint8_t vector)
{
    uint64_t offer = V_INTR_MASKING | V_IRQ | V_IGN_TPR | (uint64_t)vector << V_VECTOR_SHIFT;
    if (offer != vcpu->vmcb.virtual_interrupts)
        vcpu->ring.last->injected = 1 + vector;
    vcpu->vmcb.virtual_interrupts = offer;
    if (vcpu->vmcb.interrupt_shadow && vcpu->ring.last->kind == EXIT_TIMER)
        vcpu_end_sti_hlt(vcpu);
}

/* It is not offered any longer. */
static inline void vcpu_withdraw_interrupt(struct vcpu *vcpu)
{
    vcpu->vmcb.virtual_interrupts = V_INTR_MASKING;
}

/* Whether it is offered, and not taken yet. */
static inline bool vcpu_interrupt_offered(const struct vcpu *vcpu)
{
    return vcpu->vmcb.virtual_interrupts & V_IRQ;
}

/* Whether the guest exits before it takes one: then i8259_interrupt_taken() is called. */
static inline void vcpu_tell_when_taken(struct vcpu *vcpu, bool tell)
{
    uint32_t others = vcpu->vmcb.intercept_1 & ~INTERCEPT_VINTR;
    vcpu->vmcb.intercept_1 = others | (tell ? INTERCEPT_VINTR : 0);
}
