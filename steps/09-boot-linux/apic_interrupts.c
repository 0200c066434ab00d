/* Which interrupt a local APIC offers its CPU. Sections are of APM vol. 2. */
#include "apic.h"

#include ARCH_HEADER(interrupts)

/* --- A bit for each vector --- */

static void set_bit(uint32_t bits[8], unsigned vector, bool set)
{
    bits[vector / 32] &= ~(1u << vector % 32);
    bits[vector / 32] |= (uint32_t)set << vector % 32;
}

int apic_highest(const uint32_t bits[8])
{
    for (int i = 7; i >= 0; i--) {
        if (bits[i])
            return 32 * i + 31 - __builtin_clz(bits[i]);
    }
    return NO_VECTOR;
}

/* --- Priorities, 16.6.4: the upper four bits of a vector --- */

void apic_set_priority(struct apic *apic, uint8_t priority)
{
    struct vmcb *vmcb = &apic->vcpu->vmcb;
    apic->priority = priority;
    vmcb->virtual_interrupts = (vmcb->virtual_interrupts & ~V_TPR) | priority >> 4;
}

unsigned apic_processor_priority(const struct apic *apic)
{
    int served = apic_highest(apic->in_service);
    unsigned priority = served == NO_VECTOR ? 0 : served & 0xf0;
    return (apic->priority & 0xf0) >= priority ? apic->priority : priority;
}

static int ready(const struct apic *apic)
{
    int vector = apic_highest(apic->requests);
    return vector != NO_VECTOR && vector >> 4 > (int)apic_processor_priority(apic) >> 4 ? vector
                                                                                        : NO_VECTOR;
}

/* 16.4.4: an interrupt of the 8259s has no priority here, and is not in IRR. */
static bool lets_8259_through(const struct apic *apic)
{
    uint32_t lvt = apic->lvt[LVT_LINT0];
    return !apic->on || (!(lvt & LVT_MASKED) && DELIVERY(lvt) == DELIVER_8259);
}

/* --- The CPU --- */

/* V_IRQ holds one interrupt. Those of the 8259s come first, and if another waits then, the guest
 * exits before it takes it. After one of the APIC's own only a higher one can come, and that
 * makes the guest exit, or is here already. */
void apic_offer(struct apic *apic)
{
    struct vcpu *vcpu = apic->vcpu;
    int vector = ready(apic);
    apic->offers_8259 = apic->intr != NO_VECTOR && lets_8259_through(apic);
    vcpu_tell_when_taken(vcpu, apic->offers_8259 && (apic->intr_tell || vector != NO_VECTOR));
    apic->offered = apic->offers_8259 ? apic->intr : vector;
    if (apic->offered == NO_VECTOR)
        vcpu_withdraw_interrupt(vcpu);
    else
        vcpu_offer_interrupt(vcpu, apic->offered);
}

/* The CPU has taken what it was offered, if V_IRQ is 0 now. */
void apic_settle(struct apic *apic)
{
    int vector = apic->offered;
    vcpu_hold(apic->vcpu);
    if (vector == NO_VECTOR || vcpu_interrupt_offered(apic->vcpu))
        return;
    apic->offered = NO_VECTOR;
    if (apic->offers_8259) {
        apic->intr = NO_VECTOR;
        return;
    }
    set_bit(apic->requests, vector, false);
    set_bit(apic->in_service, vector, true);
}

/* --- Requests --- */

/* 16.6.3: the first sixteen vectors are not for interrupts. */
void apic_request(struct apic *apic, unsigned vector, bool level)
{
    if (!(apic->spurious & SPURIOUS_ENABLE))
        return;
    if (vector < 16) {
        apic_error(apic, ERROR_RECEIVED_VECTOR);
        return;
    }
    apic_settle(apic);
    set_bit(apic->requests, vector, true);
    set_bit(apic->triggered, vector, level);
    apic_offer(apic);
    vcpu_wake(apic->vcpu);
}

void apic_signal(struct apic *apic, enum apic_source source)
{
    uint32_t lvt = apic->lvt[source];
    if (lvt & LVT_MASKED)
        return;
    if (DELIVERY(lvt) == DELIVER_FIXED)
        apic_request(apic, lvt & 0xff, lvt & LVT_LEVEL);
    else if (DELIVERY(lvt) == DELIVER_NMI)
        nmi_request(apic);
}

/* 16.4.6: the first one after a write to the ESR interrupts. */
void apic_error(struct apic *apic, uint32_t error)
{
    bool is_first = !apic->errors;
    apic->errors |= error;
    if (is_first)
        apic_signal(apic, LVT_ERROR);
}

/* LINT0 as an ordinary input, triggered by its level: it is high as long as the 8259s ask. */
static void look_at_level(struct apic *apic, int ended)
{
    uint32_t lvt = apic->lvt[LVT_LINT0];
    if (apic->intr != NO_VECTOR && lvt & LVT_LEVEL && ended == (int)(lvt & 0xff) &&
        DELIVERY(lvt) == DELIVER_FIXED)
        apic_signal(apic, LVT_LINT0);
}

void apic_end_of_interrupt(struct apic *apic)
{
    apic_settle(apic);
    int vector = apic_highest(apic->in_service);
    if (vector != NO_VECTOR) {
        set_bit(apic->in_service, vector, false);
        look_at_level(apic, vector);
    }
    apic_offer(apic);
}

/* --- INTR, whose functions step 7 has for a CPU without an APIC --- */

void intr_offer(struct vcpu *vcpu, uint8_t vector)
{
    struct apic *apic = apic_of(vcpu);
    apic_settle(apic);
    bool rises = apic->intr == NO_VECTOR;
    apic->intr = vector;
    if (rises && !lets_8259_through(apic))
        apic_signal(apic, LVT_LINT0);
    apic_offer(apic);
    vcpu_wake(vcpu);
}

void intr_withdraw(struct vcpu *vcpu)
{
    struct apic *apic = apic_of(vcpu);
    if (!apic) /* the 8259s are made first */
        return;
    apic_settle(apic);
    apic->intr = NO_VECTOR;
    apic_offer(apic);
}

void intr_tell_when_taken(struct vcpu *vcpu, bool tell)
{
    struct apic *apic = apic_of(vcpu);
    apic_settle(apic);
    apic->intr_tell = tell;
    apic_offer(apic);
}

bool intr_waits(const struct vcpu *vcpu)
{
    struct apic *apic = apic_of(vcpu);
    apic_settle(apic);
    return apic->intr != NO_VECTOR;
}

bool intr_can_come(const struct vcpu *vcpu, bool from_8259)
{
    const struct apic *apic = apic_of(vcpu);
    bool takes_interrupts = vcpu->vmcb.rflags & RFLAGS_IF;
    return nmi_will_come(apic) || (takes_interrupts && ((from_8259 && lets_8259_through(apic)) ||
                                                        apic_timer_will_interrupt(apic)));
}
