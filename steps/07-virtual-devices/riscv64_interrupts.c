/* RISC-V: what is pending for a guest's CPU, and what ends its waiting. */
#include "board.h"

/* --- Waiting --- */

/* H.2.3: hip has what hvip has, and the guest's own timer. That one is looked at too, because a CPU
 * may be late to say that its time has come. */
bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    uint64_t pending = csr_read(hip);
    if (guest_timer_has_ended(&vcpu->guest->board->timer))
        pending |= HIP_VSTIP;
    return pending & csr_read(hie) & HIP_VS; /* whether or not sstatus.SIE is 1, S.3.3 */
}

bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    uint64_t enabled = csr_read(hie);
    if (enabled & HIP_VSTIP && guest_timer_is_set(&board->timer))
        return true;
    bool by_uart =
        ns16550a_would_interrupt(&board->uart) && plic_would_interrupt(&board->plic, UART_LINE);
    bool by_rtc =
        goldfish_rtc_would_interrupt(&board->rtc) && plic_would_interrupt(&board->plic, RTC_LINE);
    return enabled & HIP_VSEIP && (by_uart || by_rtc);
}

/* S.3.3: it may be implemented as one that does nothing. If the pc stayed, an interrupt that comes
 * right then would be taken before the wait, and not end it. */
bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return true;
}

/* S.3.3: wfi ends when an interrupt is pending that sie or hie enables, though here in HS-mode none
 * is taken. hie is the guest's own: vsie is a part of it, H.2.3. */
void host_wait(void)
{
    __asm__ volatile("wfi" : : : "memory");
}

/* --- Interrupts of the host --- */

/* RISC-V: none of them is a guest's. */
enum guest_action handle_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}
