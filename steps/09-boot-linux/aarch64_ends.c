/* AArch64: how a kernel of its machine ends, beyond a call that switches it off. */
#include "restart.h"

#include "board.h"
#include "deadlines.h"
#include "psci_reset2.h"

/* --- A warm reset --- */

bool reset_is_warm(struct vcpu *vcpu)
{
    return asked_for_reset2(vcpu);
}

/* --- A halt --- */

#define BRANCH_TO_ITSELF 0x14000000
#define SPSR_MASKED      (BIT(7) | BIT(6)) /* C5.2.20: the guest takes neither IRQ nor FIQ */

/* A CPU that takes no interrupt never leaves this instruction. A kernel that has not set up its
 * interrupt controller yet has not halted, but crashed. One with several CPUs halts on its first.
 */
static bool has_halted(struct vcpu *vcpu)
{
    uint32_t instruction;
    return !vcpu->number && vcpu->guest->board->gic.device.writes &&
           (sysreg_read(spsr_el2) & SPSR_MASKED) == SPSR_MASKED &&
           guest_fetch(vcpu, vcpu->ring.last->pc, &instruction, sizeof instruction) ==
               sizeof instruction &&
           instruction == BRANCH_TO_ITSELF;
}

static enum guest_action look(struct vcpu *vcpu, struct deadline *deadline)
{
    deadline_set(deadline, time_counter() + machine.timer_hz);
    return vcpu && has_halted(vcpu) ? GUEST_SHUTDOWN : GUEST_RESUMES;
}

/* --- Both --- */

void add_ends(struct vcpu *vcpu)
{
    static struct deadline looks[CPUS_MOST]; /* each CPU's, at the vCPU that it runs */
    hypercall_offer(0, SYSTEM_RESET2, system_reset2);
    hypercall_offer(0, SYSTEM_RESET2 | SMC_64BIT, system_reset2);
    for (unsigned n = 0; n < cpus_count; n++) {
        looks[n].reached = look;
        deadline_set_on(cpus[n], &looks[n], time_counter() + machine.timer_hz);
    }
}
