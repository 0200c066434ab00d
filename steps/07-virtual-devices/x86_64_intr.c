/* x86_64: the CPU's input INTR, to which the output of the two 8259 leads. */
#include "x86_64_interrupts.h"

void intr_offer(struct vcpu *vcpu, uint8_t vector)
{
    vcpu_offer_interrupt(vcpu, vector);
}

void intr_withdraw(struct vcpu *vcpu)
{
    vcpu_withdraw_interrupt(vcpu);
}

void intr_tell_when_taken(struct vcpu *vcpu, bool tell)
{
    vcpu_tell_when_taken(vcpu, tell);
}

bool intr_waits(const struct vcpu *vcpu)
{
    return vcpu_interrupt_offered(vcpu);
}

/* No other interrupts are there. */
bool intr_can_come(const struct vcpu *vcpu, bool from_8259)
{
    return from_8259 && vcpu->vmcb.rflags & RFLAGS_IF;
}
