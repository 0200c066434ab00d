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

#define OPCODE_HLT 0xf4

/* The timer's line falls by itself, the others' only when the guest has served the device. */
bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    bool by_timer = i8254_will_interrupt(&board->pit) && i8259_lets_through(&board->pic, IRQ_PIT);
    return (vcpu->vmcb.rflags & RFLAGS_IF && by_timer) ||
           (ns16550a_would_interrupt(&board->uart) && vcpu_can_wake_by(vcpu, IRQ_UART)) ||
           (cmos_will_interrupt(&board->cmos) && vcpu_can_wake_by(vcpu, IRQ_CMOS));
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

/* The interrupt that is offered ends HLT: so it is as if HLT had been executed. */
void vcpu_end_sti_hlt(struct vcpu *vcpu)
{
    uint8_t opcode = 0;
    if (guest_fetch(vcpu, vcpu->ring.last->pc, &opcode, 1) && opcode == OPCODE_HLT)
        skip_bytes(vcpu, 1);
}

static exit_handler *handle_time;

static enum guest_action handle_time_after_sti(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (vcpu->vmcb.interrupt_shadow && vcpu_interrupt_offered(vcpu))
        vcpu_end_sti_hlt(vcpu);
    return handle_time(vcpu, exit);
}

void timer_ends_sti_hlt(void)
{
    handle_before(EXIT_TIMER, handle_time_after_sti, &handle_time);
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
