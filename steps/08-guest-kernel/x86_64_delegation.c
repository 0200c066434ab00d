/* x86_64: what a guest's kernel handles itself, and the exceptions that the hypervisor gives it. */
#include "x86_64_delegation.h"

#include "board.h"
#include "options.h"
#include "x86_64_demand.h"
#include "x86_64_features.h"
#include "x86_64_registers.h"
#include "x86_64_start_info.h"

/* --- Exceptions --- */

enum guest_action give_exception(struct vcpu *vcpu, struct vm_exit *exit, unsigned vector,
                                 uint32_t code)
{
    inject_exception(vcpu, vector, code);
    exit->kind = EXIT_REFLECTED;
    return GUEST_RESUMES;
}

/* Whether the CPU raised the exception while it was delivering the same one. */
static bool recurs(const struct vmcb *vmcb, unsigned vector)
{
    uint64_t event = vmcb->exitintinfo;
    return event & EXITINTINFO_VALID && EVENT_TYPE(event) == EVENT_EXCEPTION &&
           (event & EXITINTINFO_VECTOR) == vector;
}

/* Most exceptions need no code: the guest's CPU delivers what is not intercepted. 15.12: exitinfo1
 * is the error code; exitinfo2 is the address of a page fault, which the CPU has not put into CR2.
 */
static enum guest_action reflect(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned vector = exit->cause - VMEXIT_EXCEPTION;
    if (vector == VECTOR_PF) {
        vcpu->vmcb.cr2 = vcpu->vmcb.exitinfo2;
    } else if (vector != VECTOR_DB && vector != VECTOR_AC) {
        return stop_guest(vcpu, exit); /* a machine check is about the host */
    } else if (recurs(&vcpu->vmcb, vector)) {
        vcpu->why_stopped = "its CPU raises the same exception for ever, by delivering it";
        return GUEST_STOPPED;
    }
    return give_exception(vcpu, exit, vector, exit->info);
}

/* The exception of a CPU without this instruction: the guest has none of those that CPUID does not
 * show, SVM's above all. */
static enum guest_action refuse_instruction(struct vcpu *vcpu, struct vm_exit *exit)
{
    switch (exit->cause) {
    case VMEXIT_INVD: /* the guest's caches are the host's, and those are coherent, 7.3 */
    case VMEXIT_WBINVD:
        if (!from_guest_kernel(vcpu)) /* 15.9: it faults before it exits; not on QEMU 10 and 11 */
            return give_exception(vcpu, exit, VECTOR_GP, 0);
        skip_instruction(vcpu, exit);
        return GUEST_RESUMES;
    case VMEXIT_ICEBP: /* 8.2.2: a trap */
        skip_instruction(vcpu, exit);
        return give_exception(vcpu, exit, VECTOR_DB, 0);
    case VMEXIT_FERR_FREEZE: /* with CR0.NE = 0, a PC makes an interrupt of it: not emulated */
        return give_exception(vcpu, exit, VECTOR_MF, 0);
    case VMEXIT_RDPMC:       /* the guest has no counters */
    case VMEXIT_TASK_SWITCH: /* as in long mode, 12.3; in others it is not emulated */
        return give_exception(vcpu, exit, VECTOR_GP, 0);
    }
    return give_exception(vcpu, exit, VECTOR_UD, 0);
}

/* MWAIT is not an instruction that the guest has. */
static enum guest_action wait_in_kernel(struct vcpu *vcpu, struct vm_exit *exit)
{
    bool is_ours = exit->cause == VMEXIT_HLT || exit->kind == EXIT_HYPERCALL;
    return is_ours ? handle_wait(vcpu, exit) : refuse_instruction(vcpu, exit);
}

static exit_handler *handle_call; /* step 6's */

/* Only the guest's kernel may call. (A program's call may have the same pc, in another space.) */
static enum guest_action call_from_kernel(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (from_guest_kernel(vcpu))
        return handle_call(vcpu, exit);
    vcpu->vmmcall_at = NO_PC;
    return refuse_instruction(vcpu, exit);
}

/* --- Floating point --- */

/* The guest has had it since step 5, because SVM has no bit that could withhold it. vcpu_load()
 * loads the state after FNINIT. The host uses no floating point, so what the guest leaves in the
 * registers stays there. */

/* --- The start --- */

static bool reflects;

static void start_kernel(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->r[RBX] = vcpu->guest->told;
    open_registers(vcpu);
    if (reflects)
        vcpu->vmcb.intercept_exceptions |= BIT(VECTOR_PF);
}

error delegate_to_guest(struct guest *guest)
{
    reflects = boot_flag("reflect");
    guest_add_start(guest, start_kernel);
    exit_kind_names[EXIT_REFLECTED] = "reflected";
    handle_before(EXIT_HYPERCALL, call_from_kernel, &handle_call);
    exit_handlers[EXIT_EXCEPTION] = reflect;
    exit_handlers[EXIT_INSTRUCTION] = refuse_instruction;
    exit_handlers[EXIT_REGISTER] = handle_kernel_register;
    exit_handlers[EXIT_UNKNOWN] = refuse_control_register;
    exit_handlers[EXIT_IDENTIFY] = identify_long_mode;
    exit_handlers[EXIT_WAIT] = wait_in_kernel;
    return start_info_for_guest(guest, &guest->told);
}
