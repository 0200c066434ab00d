/* RISC-V: what a guest's kernel handles itself, and the exceptions that it gets by software. */
#include "delegation.h"

#include "interrupts.h"
#include "options.h"
#include "riscv64_inject.h"

/* --- Exceptions --- */

#define VSTVAL_OF(exit) ((exit)->address) /* or the instruction: both are stval */

/* The guest's kernel takes the exception, as if it had been delegated. */
static enum guest_action reflect(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause >= 64 || !(HEDELEG_KERNEL & BIT(exit->cause)))
        return stop_guest(vcpu, exit);
    inject_exception(vcpu, exit->pc, exit->cause, VSTVAL_OF(exit));
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* H.6.2: an instruction of the hypervisor's level, or one of the kernel's in a program, is a
 * virtual instruction: no bit of hedeleg exists for it. Without a hypervisor it would be illegal.
 */
static enum guest_action refuse_instruction(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause != CAUSE_VIRTUAL_INSTRUCTION)
        return reflect(vcpu, exit);
    inject_exception(vcpu, exit->pc, CAUSE_ILLEGAL_INSTRUCTION, VSTVAL_OF(exit));
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* Only its kernel may make the CPU wait. */
static enum guest_action wait_in_kernel(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool in_kernel = csr_read(hstatus) & HSTATUS_SPVP;
    return in_kernel ? handle_wait(vcpu, exit) : refuse_instruction(vcpu, exit);
}

/* --- Floating point --- */

void zero_floating_point(void); /* riscv64_units.S */

/* sstatus.FS is the host's, and vsstatus.FS the guest's: it has the unit when neither is 0, H.2.9.
 * The host itself uses no floating point, so what the guest leaves there stays there. */
static void lend_floating_point(struct vcpu *vcpu)
{
    csr_set(sstatus, SSTATUS_FS);
    zero_floating_point();
}

/* --- The start --- */

static guest_start *start;
static bool reflects;

static void start_kernel(struct vcpu *vcpu, uint64_t entry)
{
    start(vcpu, entry);
    vcpu->hedeleg = reflects ? 0 : HEDELEG_KERNEL;
    vcpu->load_more = lend_floating_point;
}

error delegate_to_guest(struct guest *guest)
{
    reflects = boot_flag("reflect");
    start = guest->start;
    guest->start = start_kernel;
    exit_kind_names[EXIT_REFLECTED] = "reflected";
    exit_handlers[EXIT_EXCEPTION] = reflect;
    exit_handlers[EXIT_INSTRUCTION] = refuse_instruction;
    exit_handlers[EXIT_REGISTER] = refuse_instruction;
    exit_handlers[EXIT_WAIT] = wait_in_kernel;
    return OK;
}
