/* x86_64: interrupts of the guest's CPU, by what the VMCB has for them: 15.21. */
#include "board.h"

#include "machine.h"

/* --- What is pending --- */

/* The interrupt comes after the HLT that it ends. (VMRUN would have it taken before, because the pc
 * is still at the HLT; and when its handler returned, the guest would wait for another.) */
static __attribute__((noinline)) void end_halt(struct vcpu *vcpu)
{
    vcpu->guest->board->halted = false;
    skip_instruction(vcpu, &(struct vm_exit){.cause = VMEXIT_HLT, .pc = vcpu->vmcb.rip});
}

/*
 * With V_IRQ the CPU itself waits until the guest can take the interrupt, and clears V_IRQ then:
 * 15.21.4. There is no exit. Only a chip with automatic EOI has to know at once, because its next
 * interrupt does not wait for the guest's EOI: it asks for the exit before the interrupt is taken.
 */
void vcpu_offer_interrupt(struct vcpu *vcpu, uint8_t vector, bool tell)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t offer = V_INTR_MASKING | V_IRQ | V_IGN_TPR | (uint64_t)vector << V_VECTOR_SHIFT;
    if (vcpu->guest->board->halted && vmcb->rflags & RFLAGS_IF)
        end_halt(vcpu);
    if (offer != vmcb->virtual_interrupts)
        vcpu->ring.last->injected = 1 + vector;
    vmcb->virtual_interrupts = offer;
    vmcb->intercept_1 = (vmcb->intercept_1 & ~INTERCEPT_VINTR) | (tell ? INTERCEPT_VINTR : 0);
}

void vcpu_withdraw_interrupt(struct vcpu *vcpu)
{
    vcpu->vmcb.virtual_interrupts = V_INTR_MASKING;
}

bool vcpu_interrupt_offered(const struct vcpu *vcpu)
{
    return vcpu->vmcb.virtual_interrupts & V_IRQ;
}

/* HLT with IF = 0 waits for ever. */
bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    return vcpu_interrupt_offered(vcpu) && vcpu->vmcb.rflags & RFLAGS_IF;
}

/* --- Waiting --- */

bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    const struct i8259 *pic = &board->pic;
    return vcpu->vmcb.rflags & RFLAGS_IF &&
           ((i8254_will_interrupt(&board->pit) && i8259_lets_through(pic, IRQ_PIT)) ||
            (ns16550a_would_interrupt(&board->uart) && i8259_lets_through(pic, IRQ_UART)) ||
            (cmos_will_interrupt(&board->cmos) && i8259_lets_through(pic, IRQ_CMOS)));
}

bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return vcpu_has_interrupt(vcpu);
}

/* The guest is halted again only when it executes the HLT again: until then an interrupt may come
 * by another exit, at the HLT's pc. */
enum guest_action handle_halt(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct board *board = vcpu->guest->board;
    board->halted = false;
    enum guest_action action = handle_wait(vcpu, exit);
    board->halted = vcpu->vmcb.rip == exit->pc;
    return action;
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
