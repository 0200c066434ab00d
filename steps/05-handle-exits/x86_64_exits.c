/* x86_64: what an exit means, and what is done about those that only this architecture has. */
#include "handlers.h"

#include "x86_64_cpuid.h"
#include "x86_64_task_register.h"

/* --- What an exit means --- */

/* Appendix C: every exit code below 0x400. */
static const uint8_t exit_kinds[] = {
    [0x00 ... 0x3f] = EXIT_REGISTER,
    [0x40 ... 0x5f] = EXIT_EXCEPTION,
    [VMEXIT_INTR] = EXIT_TIMER, /* the host lets no other interrupt through */
    [0x61 ... 0x64] = EXIT_INTERRUPT,
    [0x65 ... 0x6d] = EXIT_REGISTER,
    [0x6e ... 0x71] = EXIT_INSTRUCTION,
    [VMEXIT_CPUID] = EXIT_IDENTIFY,
    [0x73 ... 0x77] = EXIT_INSTRUCTION,
    [VMEXIT_HLT] = EXIT_WAIT,
    [0x79 ... 0x7a] = EXIT_INSTRUCTION,
    [VMEXIT_IOIO] = EXIT_PORT_IO,
    [VMEXIT_MSR] = EXIT_REGISTER,
    [0x7d ... 0x7e] = EXIT_INSTRUCTION,
    [VMEXIT_SHUTDOWN] = EXIT_SHUTDOWN,
    [0x80] = EXIT_INSTRUCTION,
    [VMEXIT_VMMCALL] = EXIT_HYPERCALL,
    [0x82 ... 0x8a] = EXIT_INSTRUCTION,
    [0x8b ... 0x8c] = EXIT_WAIT,
    [0x8d ... 0x8e] = EXIT_INSTRUCTION,
    [0x8f ... 0x9f] = EXIT_REGISTER,
    [0xa0 ... 0xa5] = EXIT_INSTRUCTION,
    [0xa6] = EXIT_WAIT,
};

void decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t code = exit->cause;
    exit->kind = EXIT_UNKNOWN;
    if (code < ARRAY_LENGTH(exit_kinds))
        exit->kind = exit_kinds[code];
    else if (code == VMEXIT_NPF)
        exit->kind = EXIT_STAGE2_FAULT;
    else if (code <= VMEXIT_VMGEXIT && code > VMEXIT_NPF)
        exit->kind = EXIT_INSTRUCTION;         /* of features that our VMCBs do not turn on */
    else if ((uint32_t)code == VMEXIT_INVALID) /* VMRUN refused the VMCB: QEMU 7.2 */
        exit->pc = 0; /* has overwritten its save area with the host's registers */
    if (code == VMEXIT_VMMCALL) {
        measure_vmmcall(vcpu);
        return;
    }
    exit->info = vcpu->vmcb.exitinfo1;
    if (exit->kind == EXIT_STAGE2_FAULT)
        exit->gpa = vcpu->vmcb.exitinfo2;
}

/* --- Registers that a guest may have --- */

void switch_worlds_and_dr(void); /* x86_64_switch.S */

/* Does LTR; and lets the guest use DR0 to DR3, from this access on, which it repeats. From then on
 * every switch exchanges them, and most guests never use one. Those that arm a breakpoint, DR7
 * above all, stay ours: QEMU would let it go off in the host. */
enum guest_action handle_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (exit->cause == VMEXIT_TR_WRITE)
        return handle_ltr(vcpu, exit);
    uint64_t access = exit->cause - VMEXIT_READ_DR0; /* DR0 to DR15 read, then written */
    if (access >= 2 * DR_REGISTERS || access % DR_REGISTERS > 3)
        return stop_guest(vcpu, exit);
    vcpu->vmcb.intercept_dr_read &= ~(BIT(0) | BIT(1) | BIT(2) | BIT(3));
    vcpu->vmcb.intercept_dr_write = vcpu->vmcb.intercept_dr_read;
    vcpu->switch_worlds = switch_worlds_and_dr;
    return GUEST_RESUMES;
}

/* --- What CPU the guest has --- */

enum guest_action handle_identify(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct cpuid c = guest_cpuid(vcpu->vmcb.rax);
    vcpu->vmcb.rax = c.eax;
    vcpu->r[RBX] = c.ebx;
    vcpu->r[RCX] = c.ecx;
    vcpu->r[RDX] = c.edx;
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
