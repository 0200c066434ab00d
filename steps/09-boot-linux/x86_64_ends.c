/* x86_64: how a kernel of its machine ends, beyond a port that switches it off. */
#include "restart.h"

#include "board.h"
#include "guest_memory.h"
#include "psci_reset2.h"

/* --- A warm reset --- */

/* The BIOS data area has a word that says to the firmware what the next reset is for: 0x1234 asks
 * it not to test the memory. Linux writes it before each reset. */
#define RESET_FLAG 0x472
#define WARM_BOOT  0x1234

bool reset_is_warm(struct vcpu *vcpu)
{
    uint64_t left;
    const uint16_t *flag = guest_memory_at(vcpu->guest, RESET_FLAG, STAGE2_R, &left);
    return asked_for_reset2(vcpu) || (flag && *flag == WARM_BOOT);
}

/* --- A halt --- */

static exit_handler *handle_other_wait;

/* Nothing ends HLT while the CPU takes no interrupt, except an NMI that waits. A kernel that has
 * not set up its interrupt controller yet has not halted, but crashed. */
static enum guest_action wait_or_end(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool halted = exit->cause == VMEXIT_HLT && !(vcpu->vmcb.rflags & RFLAGS_IF) &&
                  !vcpu_can_wake(vcpu) && vcpu->guest->board->pic.chips[0].device.writes;
    return halted ? GUEST_SHUTDOWN : handle_other_wait(vcpu, exit);
}

/* --- Both --- */

void add_ends(struct vcpu *vcpu)
{
    hypercall_offer(0, SYSTEM_RESET2, system_reset2);
    handle_before(EXIT_WAIT, wait_or_end, &handle_other_wait);
}
