/* RISC-V: which interrupts are pending for a guest's CPU, and which end its waiting. */
#include "board.h"

/* --- Waiting --- */

/* H.2.3: the guest's sie is in hie, one bit higher. */
static uint64_t enabled_of(const struct vcpu *vcpu)
{
    return vcpu_is_here(vcpu) ? csr_read(hie) : vcpu->vsie << 1;
}

/* H.2.3: hip has the bits of hvip, and that of the guest's own timer. The timer itself is looked at
 * too, because a CPU may set this bit late. */
bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    uint64_t pending = vcpu_is_here(vcpu) ? csr_read(hip) : vcpu->hvip;
    if (guest_timer_has_ended(timer_of(vcpu)))
        pending |= HIP_VSTIP;
    return pending & enabled_of(vcpu) & HIP_VS; /* whether or not sstatus.SIE is 1, S.3.3 */
}

bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    uint64_t enabled = enabled_of(vcpu);
    if (enabled & HIP_VSTIP && guest_timer_is_set(timer_of(vcpu)))
        return true;
    bool by_uart = ns16550a_would_interrupt(&board->uart) &&
                   plic_would_interrupt(&board->plic, vcpu, UART_LINE);
    bool by_rtc = goldfish_rtc_would_interrupt(&board->rtc) &&
                  plic_would_interrupt(&board->plic, vcpu, RTC_LINE);
    return enabled & HIP_VSEIP && (by_uart || by_rtc);
}

bool vcpu_can_wake_by(const struct vcpu *vcpu, unsigned line)
{
    return enabled_of(vcpu) & HIP_VSEIP &&
           plic_would_interrupt(&vcpu->guest->board->plic, vcpu, line);
}

/* S.3.3: wfi may do nothing at all. If the pc stayed at it, the guest would take an interrupt that
 * comes just then before the wfi, and wait after that interrupt. */
bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return true;
}

/* S.3.3: wfi ends when an interrupt is pending that sie or hie enables, although the CPU takes none
 * here in HS-mode. The guest sets its bits of hie by its vsie, H.2.3. */
void host_wait(void)
{
    __asm__ volatile("wfi" : : : "memory");
}

/* --- Interrupts of the host --- */

/* RISC-V: none of them concerns the guest. */
enum guest_action handle_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}
