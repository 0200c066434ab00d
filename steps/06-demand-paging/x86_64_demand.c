#include "x86_64_demand.h"

/* QEMU (7.2 to 11) keeps the vector until the guest's next exception or exit. If QEMU stops the CPU
 * before that, for its own needs, it delivers the vector a second time, even with IF = 0. The
 * host's CPU interrupts itself here, so that the guest exits before its next instruction. */
void inject_interrupt(struct vmcb *vmcb, uint8_t vector)
{
    vmcb->event_injection = EXITINTINFO_VALID | EVENT_INTERRUPT << 8 | vector;
    *apic(APIC_COMMAND) = APIC_TO_ITSELF | APIC_ASSERT | TIMER_VECTOR;
}

void redeliver_event(struct vcpu *vcpu)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t event = vmcb->exitintinfo;
    if (!(event & EXITINTINFO_VALID))
        return;
    if (is_interrupt(vmcb)) {
        if (!(vmcb->intercept_1 & INTERCEPT_VINTR)) /* else what is offered is the next one */
            vmcb->virtual_interrupts &= ~V_IRQ;
        inject_interrupt(vmcb, event & EXITINTINFO_VECTOR);
    } else if (!is_from_instruction(event)) {
        vmcb->event_injection = event;
    }
}
