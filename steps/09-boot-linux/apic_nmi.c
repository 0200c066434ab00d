/* NMIs of a guest, which its CPU takes whatever IF says: APM vol. 2 8.2.3. */
#include "apic.h"

#include ARCH_HEADER(interrupts)

#define VECTOR_NMI 2

/* 15.9: the guest exits before it executes IRET. An interrupt of the host can make it exit again
 * before that: then the NMI before is still in service. */
static bool inject(struct apic *apic)
{
    struct vmcb *vmcb = &apic->vcpu->vmcb;
    if (vmcb->event_injection & EXITINTINFO_VALID || vmcb->rip == apic->iret_at)
        return false;
    apic->iret_at = NO_PC;
    vmcb->event_injection = EXITINTINFO_VALID | EVENT_NMI << 8 | VECTOR_NMI;
    vmcb->intercept_1 |= INTERCEPT_IRET;
    apic->nmi_in_service = true;
    vcpu_wake(apic->vcpu);
    return true;
}

/* A vCPU that is on another CPU (step 11) may have an exit there that is not handled yet, and with
 * it an event. So the NMI comes to it there, as soon as it is. */
static bool is_elsewhere(const struct apic *apic)
{
    return apic->vcpu->on_cpu && !vcpu_is_here(apic->vcpu);
}

static void come_later(struct apic *apic, uint64_t when)
{
    deadline_set_on(is_elsewhere(apic) ? apic->vcpu->on_cpu : this_cpu(), &apic->nmi, when);
}

/* One that comes during another waits: more than one do not. */
void nmi_request(struct apic *apic)
{
    if (apic->nmi_in_service || is_elsewhere(apic) || !inject(apic)) {
        apic->nmi_waits = true;
        if (!apic->nmi_in_service)
            come_later(apic, time_counter());
    }
}

/* Ticks. In this time a vCPU that runs executes the instruction for which the NMI waits, and one
 * that does not run takes no time from others. */
#define LATER (machine.timer_hz / 10000)

static enum guest_action nmi_again(struct vcpu *vcpu, struct deadline *deadline)
{
    struct apic *apic = (struct apic *)((char *)deadline - offsetof(struct apic, nmi));
    if (!apic->nmi_waits)
        return GUEST_RESUMES;
    if (is_elsewhere(apic))
        come_later(apic, deadlines_run_at);
    else if (inject(apic))
        apic->nmi_waits = false;
    else
        deadline->when = deadlines_run_at + LATER;
    return GUEST_RESUMES;
}

static exit_handler *handle_instruction;

/* The guest executes IRET once more, now without an exit. An NMI that waits is for after that: the
 * host's timer, at once, is. */
static enum guest_action end_nmi(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct apic *apic = apic_of(vcpu);
    if (exit->cause != VMEXIT_IRET)
        return handle_instruction(vcpu, exit);
    vcpu->vmcb.intercept_1 &= ~INTERCEPT_IRET;
    apic->nmi_in_service = false;
    apic->iret_at = vcpu->vmcb.rip;
    if (apic->nmi_waits)
        deadline_set(&apic->nmi, time_counter());
    return GUEST_RESUMES;
}

void nmi_init(struct apic *apic)
{
    apic->nmi = (struct deadline){.reached = nmi_again, .when = NEVER};
    handle_before(EXIT_INSTRUCTION, end_nmi, &handle_instruction);
}
