/* AArch64: what a guest's kernel handles itself, and the exceptions that the hypervisor gives it.
 */
#include "delegation.h"

#include "aarch64_id_registers.h"
#include "aarch64_inject.h"
#include "aarch64_isolation.h"
#include "interrupts.h"

/* --- Exceptions --- */

/* Most exceptions need no code: EL1 takes the system calls, page faults and breakpoints of EL0,
 * whatever HCR_EL2 says. The rest are instructions and registers that a guest does not have. */
static enum guest_action refuse_instruction(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool is_hvc = ESR_EC(exit->cause) == EC_HVC64; /* its exit has the next instruction's address */
    uint64_t pc = is_hvc ? exit->pc - 4 : exit->pc; /* D1.3.1 */
    inject_exception(vcpu, pc, (uint64_t)EC_UNKNOWN << ESR_EC_SHIFT | ESR_IL);
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* ISS of a register's access, D24.2.40 */
#define ISS_OP0(e) ((e) >> 20 & 3)
#define ISS_OP2(e) ((e) >> 17 & 7)
#define ISS_OP1(e) ((e) >> 14 & 7)
#define ISS_CRN(e) ((e) >> 10 & 15)
#define ISS_CRM(e) ((e) >> 1 & 15)
#define OP0_DEBUG  2

/* Whether the access is to a debugger's register, or reads an identification register; and the
 * value that a read gives. */
static bool read_as(uint64_t cause, uint64_t *value)
{
    *value = 0;
    if (ISS_OP0(cause) == OP0_DEBUG) /* a debugger's registers read 0, and ignore what is written */
        return true;
    if (ISS_OP0(cause) != 3 || ISS_OP1(cause) || ISS_CRN(cause) || !(cause & ISS_READ))
        return false;
    *value = guest_id_register(ISS_CRM(cause), ISS_OP2(cause));
    return true;
}

static exit_handler *handle_known_register; /* step 7's: of the interrupt controller */

static enum guest_action handle_kernel_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t value;
    if (ESR_EC(exit->cause) == EC_SYSREG && read_as(exit->cause, &value)) {
        if (exit->cause & ISS_READ)
            vcpu_set_register(vcpu, ISS_RT(exit->cause), value);
        skip_instruction(vcpu, exit);
        return GUEST_RESUMES;
    }
    enum guest_action action = handle_known_register(vcpu, exit);
    return action == GUEST_STOPPED ? refuse_instruction(vcpu, exit) : action;
}

/* --- Floating point --- */

void zero_floating_point(void); /* aarch64_units.S */

/* CPTR_EL2 gives the unit to the guest; with CPACR_EL1 its kernel gives the unit to its programs.
 * The host uses no floating point, so what the guest leaves in the registers stays there. */
static void lend_floating_point(struct vcpu *vcpu)
{
    __asm__ volatile("isb");
    zero_floating_point();
}

/* --- The start --- */

static void start_kernel(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->hcr_el2 |= HCR_TID3;
    vcpu->cptr_el2 &= ~CPTR_TFP;
    vcpu->mdcr_el2 &= ~MDCR_TDE;
    vcpu->load_more = lend_floating_point;
}

/* There is nothing to reflect: no bit sends a system call or a page fault of EL0 to EL2. */
error delegate_to_guest(struct guest *guest)
{
    guest_add_start(guest, start_kernel);
    exit_kind_names[EXIT_REFLECTED] = "reflected";
    exit_handlers[EXIT_INSTRUCTION] = refuse_instruction;
    handle_before(EXIT_REGISTER, handle_kernel_register, &handle_known_register);
    return OK;
}
