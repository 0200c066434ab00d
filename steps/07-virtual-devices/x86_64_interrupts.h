/*
 * x86_64: an interrupt offered to the guest's CPU. With V_IRQ the CPU itself waits until the guest
 * can take the interrupt, and clears V_IRQ then: APM vol. 2 15.21.4. There is no exit.
 */
#pragma once

#include "handlers.h"

/* --- The CPU --- */

/* Before a vCPU's interrupts are looked at or changed: one that is in its guest on another CPU has
 * to leave it, because VMRUN and #VMEXIT move them between the VMCB and that CPU. */
static inline void vcpu_hold(const struct vcpu *vcpu)
{
    if (cpus_count > 1 && vcpu->on_cpu && !vcpu_is_here(vcpu))
        cpu_hold(vcpu->on_cpu);
}

/* A vCPU that is not on this CPU has got an interrupt: it may wait, and has to look again (step
 * 11). One that is on another CPU is out, and is entered with the interrupt; but it may have left
 * its guest before HLT: see vcpu_end_hlt_in_shadow(). */
static inline void vcpu_wake(const struct vcpu *vcpu)
{
    if (!cpu_kick || vcpu_is_here(vcpu))
        return;
    if (!vcpu->on_cpu)
        cpu_kick(this_cpu());
    else if (vcpu->vmcb.interrupt_shadow)
        vcpu->on_cpu->is_asked = true;
}

/* The guest takes the interrupt of that vector as soon as it can, in the place of one that was
 * offered before. */
static inline void vcpu_offer_interrupt(struct vcpu *vcpu, uint8_t vector)
{
    uint64_t offer = V_INTR_MASKING | V_IRQ | V_IGN_TPR | (uint64_t)vector << V_VECTOR_SHIFT |
                     (vcpu->vmcb.virtual_interrupts & V_TPR);
    if (offer != vcpu->vmcb.virtual_interrupts)
        vcpu->ring.last->injected = 1 + vector;
    vcpu->vmcb.virtual_interrupts = offer;
}

/* It is not offered any longer. */
static inline void vcpu_withdraw_interrupt(struct vcpu *vcpu)
{
    vcpu->vmcb.virtual_interrupts &= ~V_IRQ;
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

/* Moves the pc past HLT, if the guest is about to execute it. */
void vcpu_end_hlt(struct vcpu *vcpu);

/* If the guest is about to execute HLT in the shadow of STI, 15.21.5, and an interrupt is offered,
 * moves the pc past HLT, as if the guest had executed HLT and the interrupt had ended it. QEMU (7.2
 * to 11) forgets the shadow at VMRUN. So the guest would take the interrupt before HLT, and then
 * wait for another interrupt. MOV SS has the same shadow, but with IF = 0 no interrupt ends HLT. */
static inline void vcpu_end_hlt_in_shadow(struct vcpu *vcpu)
{
    if (vcpu->vmcb.interrupt_shadow && vcpu->vmcb.rflags & RFLAGS_IF &&
        vcpu_interrupt_offered(vcpu))
        vcpu_end_hlt(vcpu);
}

/* Makes the handler of the host's timer call vcpu_end_hlt_in_shadow(), because the interrupt may
 * come between STI and HLT. */
void timer_keeps_shadow(void);

/* --- INTR: x86_64_intr.c --- */

/* The input that the output of the two 8259 leads to. The first three are like those above;
 * intr_waits() says whether the CPU has not taken yet what the 8259s offered. From step 9 on this
 * input is one of the CPU's local APIC, and another file has these functions. */
void intr_offer(struct vcpu *vcpu, uint8_t vector);
void intr_withdraw(struct vcpu *vcpu);
void intr_tell_when_taken(struct vcpu *vcpu, bool tell);
bool intr_waits(const struct vcpu *vcpu);

/* Whether an interrupt can still come to the CPU, and IF lets it, if `from_8259` says whether the
 * 8259s may offer one. */
bool intr_can_come(const struct vcpu *vcpu, bool from_8259);
