/* RISC-V: what a guest's kernel handles itself, and the exceptions that the hypervisor gives it. */
#include "delegation.h"

#include "interrupts.h"
#include "options.h"
#include "riscv64_inject.h"

/* --- Exceptions --- */

/* QEMU 7.2 treats delegated causes 2 and 6 as interrupts: the guest's kernel would get them as 1
 * and
 * 5. So these two exit, and are reflected. */
#define MISTAKEN (BIT(CAUSE_ILLEGAL_INSTRUCTION) | BIT(6))

#define VSTVAL_OF(exit) ((exit)->address) /* or the instruction: both come from stval */

/* The guest's kernel takes the exception, as if it had been delegated. */
static enum guest_action reflect(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause >= 64 || !(HEDELEG_KERNEL & BIT(exit->cause)))
        return stop_guest(vcpu, exit);
    inject_exception(vcpu, exit->pc, exit->cause, VSTVAL_OF(exit));
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* H.6.2: an instruction for the hypervisor, or one for the kernel in a program, raises a virtual
 * instruction exception, for which hedeleg has no bit. Without a hypervisor the instruction would
 * be illegal, so the kernel gets that exception. */
static enum guest_action refuse_instruction(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause != CAUSE_VIRTUAL_INSTRUCTION)
        return reflect(vcpu, exit);
    inject_exception(vcpu, exit->pc, CAUSE_ILLEGAL_INSTRUCTION, VSTVAL_OF(exit));
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* Only the guest's kernel may make the CPU wait. */
static enum guest_action wait_in_kernel(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool in_kernel = csr_read(hstatus) & HSTATUS_SPVP;
    return in_kernel ? handle_wait(vcpu, exit) : refuse_instruction(vcpu, exit);
}

/* --- Floating point --- */

void zero_floating_point(void); /* riscv64_units.S */

/* The guest has the unit when neither sstatus.FS, the host's, nor vsstatus.FS, its own, is 0,
 * H.2.9. The host uses no floating point, so what the guest leaves in the registers stays there. A
 * unit of 32 bits only is not lent. */
static void lend_floating_point(struct vcpu *vcpu)
{
    if (!cpu_has_extension("d"))
        return;
    csr_set(sstatus, SSTATUS_FS);
    zero_floating_point();
}

/* --- The start --- */

static bool reflects;

static void start_kernel(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->hedeleg = reflects ? 0 : HEDELEG_KERNEL & ~MISTAKEN;
    vcpu->load_more = lend_floating_point;
}

error delegate_to_guest(struct guest *guest)
{
    reflects = boot_flag("reflect");
    guest_add_start(guest, start_kernel);
    exit_kind_names[EXIT_REFLECTED] = "reflected";
    exit_handlers[EXIT_EXCEPTION] = reflect;
    exit_handlers[EXIT_INSTRUCTION] = refuse_instruction;
    exit_handlers[EXIT_REGISTER] = refuse_instruction;
    exit_handlers[EXIT_WAIT] = wait_in_kernel;
    return OK;
}
