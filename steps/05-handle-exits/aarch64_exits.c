/* AArch64: what an exit means, and what is done about those that only this architecture has. */
#include "handlers.h"

/* --- What an exit means --- */

/* ESR_EL2.EC: every class that the manual names and that can come from below EL2. */
static const uint8_t class_kinds[ESR_CLASSES] = {
    [EC_UNKNOWN] = EXIT_EXCEPTION,       [EC_WFX] = EXIT_WAIT,
    [EC_CP15_MCR] = EXIT_REGISTER,       [EC_CP15_MCRR] = EXIT_REGISTER,
    [EC_CP14_MCR] = EXIT_REGISTER,       [EC_CP14_LDC] = EXIT_REGISTER,
    [EC_FP] = EXIT_INSTRUCTION,          [EC_VMRS] = EXIT_REGISTER,
    [EC_PAUTH] = EXIT_INSTRUCTION,       [EC_LS64] = EXIT_INSTRUCTION,
    [EC_CP14_MRRC] = EXIT_REGISTER,      [EC_BTI] = EXIT_EXCEPTION,
    [EC_ILLEGAL_STATE] = EXIT_EXCEPTION, [EC_SVC32] = EXIT_EXCEPTION,
    [EC_HVC32] = EXIT_INSTRUCTION,       [EC_SMC32] = EXIT_INSTRUCTION,
    [EC_MSRR] = EXIT_REGISTER,           [EC_SVC64] = EXIT_EXCEPTION,
    [EC_HVC64] = EXIT_INSTRUCTION, /* one that is no hypercall: its number is not 0 */
    [EC_SMC64] = EXIT_INSTRUCTION,       [EC_SYSREG] = EXIT_REGISTER,
    [EC_SVE] = EXIT_INSTRUCTION,         [EC_ERET] = EXIT_INSTRUCTION,
    [EC_TSTART] = EXIT_INSTRUCTION,      [EC_PAC_FAIL] = EXIT_EXCEPTION,
    [EC_SME] = EXIT_INSTRUCTION,         [EC_GPC] = EXIT_EXCEPTION,
    [EC_IABT_LOWER] = EXIT_EXCEPTION,    [EC_PC_ALIGNMENT] = EXIT_EXCEPTION,
    [EC_DABT_LOWER] = EXIT_EXCEPTION,    [EC_SP_ALIGNMENT] = EXIT_EXCEPTION,
    [EC_MOPS] = EXIT_EXCEPTION,          [EC_FP32] = EXIT_EXCEPTION,
    [EC_FP64] = EXIT_EXCEPTION,          [EC_GCS] = EXIT_EXCEPTION,
    [EC_SERROR] = EXIT_EXCEPTION,        [EC_BREAKPOINT_LOWER] = EXIT_EXCEPTION,
    [EC_STEP_LOWER] = EXIT_EXCEPTION,    [EC_WATCHPOINT_LOWER] = EXIT_EXCEPTION,
    [EC_BKPT32] = EXIT_EXCEPTION,        [EC_VECTOR32] = EXIT_EXCEPTION,
    [EC_BRK64] = EXIT_EXCEPTION,         [EC_PMU] = EXIT_EXCEPTION,
};

/* The interrupt is taken: only the answer of ICC_IAR1_EL1 says which one it was. Here its priority
 * is dropped, so that others can come; its handler ends it. */
static void decode_interrupt(struct vm_exit *exit)
{
    exit->interrupt = sysreg_read(icc_iar1_el1);
    exit->kind = exit->interrupt == IRQ_EL2_TIMER ? EXIT_TIMER : EXIT_INTERRUPT;
    if (exit->interrupt < IRQ_SPECIAL)
        sysreg_write(icc_eoir1_el1, exit->interrupt);
}

void decode_other_exit(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t cause = exit->cause;
    if (cause == CAUSE_IRQ || cause == CAUSE_FIQ) {
        decode_interrupt(exit);
        return;
    }
    if (is_stage2_fault(cause)) {
        exit->kind = EXIT_STAGE2_FAULT;
        exit->address = sysreg_read(far_el2);
        exit->gpa = fault_gpa(cause);
        return;
    }
    exit->kind = class_kinds[ESR_EC(cause)]; /* of an abort of another kind: an exception */
    exit->address = is_abort(cause) ? sysreg_read(far_el2) : 0;
}

/* --- Registers that a guest may have --- */

/* AArch64: those that it may have do not trap. */
enum guest_action handle_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- What CPU the guest has --- */

/* AArch64 has no such exit: the guest reads the CPU's own identification registers. */
enum guest_action handle_identify(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}
