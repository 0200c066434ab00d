/* x86_64: interrupts of the guest's CPU, by what the VMCB has for them: 15.21. */
#include "x86_64_interrupts.h"

#include "board.h"

/* --- What is pending --- */

/* HLT with IF = 0 waits for ever. */
bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    return vcpu_interrupt_offered(vcpu) && vcpu->vmcb.rflags & RFLAGS_IF;
}

/* --- Waiting --- */

/* The timer's line falls by itself, the others' only when the guest has served the device. */
bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    const struct i8259 *pic = &board->pic;
    return vcpu->vmcb.rflags & RFLAGS_IF &&
           ((i8254_will_interrupt(&board->pit) && i8259_lets_through(pic, IRQ_PIT)) ||
            (ns16550a_would_interrupt(&board->uart) && i8259_can_rise(pic, IRQ_UART)) ||
            (cmos_will_interrupt(&board->cmos) && i8259_can_rise(pic, IRQ_CMOS)));
}

bool vcpu_can_wake_by(const struct vcpu *vcpu, unsigned line)
{
    return vcpu->vmcb.rflags & RFLAGS_IF && i8259_can_rise(&vcpu->guest->board->pic, line);
}

/* Only an interrupt ends HLT. It comes after the HLT: if the pc stayed, the guest would wait for
 * another when the handler returns. */
bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return false;
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
    vmcb->event_injection = EXITINTINFO_VALID | (vmcb->virtual_interrupts >> V_VECTOR_SHIFT & 0xff);
    vcpu_withdraw_interrupt(vcpu);
    i8259_interrupt_taken(vcpu->guest, &vcpu->guest->board->pic);
    return GUEST_RESUMES;
}
