/* x86_64: interrupts of the guest's CPU, by what the VMCB has for them: 15.21. */
#include "x86_64_interrupts.h"

#include "board.h"
#include "x86_64_demand.h"

/* --- What is pending --- */

/* HLT with IF = 0 waits for ever, except for what is injected: an NMI, from step 9 on. */
bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    return (vcpu_interrupt_offered(vcpu) && vcpu->vmcb.rflags & RFLAGS_IF) ||
           vcpu->vmcb.event_injection & EXITINTINFO_VALID;
}

/* --- Waiting --- */

/* Devices interrupt the guest's first CPU. The timer's line falls by itself, the others' only when
 * the guest has served the device. */
bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    const struct i8259 *pic = &board->pic;
    bool from_8259 = (i8254_will_interrupt(&board->pit) && i8259_lets_through(pic, IRQ_PIT)) ||
                     (ns16550a_would_interrupt(&board->uart) && i8259_can_rise(pic, IRQ_UART)) ||
                     (cmos_will_interrupt(&board->cmos) && i8259_can_rise(pic, IRQ_CMOS));
    return intr_can_come(vcpu, vcpu == board->vcpu && from_8259);
}

bool vcpu_can_wake_by(const struct vcpu *vcpu, unsigned line)
{
    const struct board *board = vcpu->guest->board;
    bool from_8259 = vcpu == board->vcpu && i8259_can_rise(&board->pic, line);
    return intr_can_come(vcpu, from_8259);
}

/* Only an interrupt ends HLT. It comes after the HLT: if the pc stayed, the guest would wait for
 * another when the handler returns. */
bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return false;
}

#define OPCODE_HLT 0xf4

/* A program's HLT is an error that it gets itself. One that has exited already is skipped by its
 * handler. */
void vcpu_end_hlt(struct vcpu *vcpu)
{
    uint8_t opcode = 0;
    if (vcpu->vmcb.exitcode == VMEXIT_HLT)
        return;
    if (guest_fetch(vcpu, vcpu->vmcb.rip, &opcode, 1) && opcode == OPCODE_HLT &&
        from_guest_kernel(vcpu))
        skip_bytes(vcpu, 1);
}

static exit_handler *handle_time;

static __attribute__((noinline)) enum guest_action handle_time_in_shadow(struct vcpu *vcpu,
                                                                         struct vm_exit *exit)
{
    enum guest_action action = handle_time(vcpu, exit); /* which may offer an interrupt */
    vcpu_end_hlt_in_shadow(vcpu);
    return action;
}

static enum guest_action look_for_shadow(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (vcpu->vmcb.interrupt_shadow)
        return handle_time_in_shadow(vcpu, exit);
    return handle_time(vcpu, exit);
}

void timer_keeps_shadow(void)
{
    handle_before(EXIT_TIMER, look_for_shadow, &handle_time);
}

/* With IF = 0 until STI, whose shadow reaches to HLT: an interrupt that is pending already ends HLT
 * at once. The host takes it here. */
void host_wait(void)
{
    __asm__ volatile("cli; stgi; sti; hlt; clgi" : : : "memory");
}

/* --- Interrupts of the host --- */

/* Of the host's none is the guest's. The guest is about to take its own, 15.21.4: this is what the
 * chip wanted to be told. It is injected, because V_IRQ is for the next. */
enum guest_action handle_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    if (exit->cause != VMEXIT_VINTR)
        return stop_guest(vcpu, exit);
    if (!vcpu_interrupt_offered(vcpu)) /* another CPU has withdrawn it since the exit */
        return GUEST_RESUMES;
    inject_interrupt(vmcb, vmcb->virtual_interrupts >> V_VECTOR_SHIFT);
    vmcb->virtual_interrupts &= ~V_IRQ;
    i8259_interrupt_taken(vcpu->guest, &vcpu->guest->board->pic);
    return GUEST_RESUMES;
}
