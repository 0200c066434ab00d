/* Exceptions in the manual's words, and the report of a host trap. */
#include "machine.h"
#include "panic.h"
#include "print.h"

/* ESR_EL2.EC */
static const char *const classes[ESR_CLASSES] = {
    [EC_UNKNOWN] = "unknown reason",
    [EC_WFX] = "WFI or WFE",
    [EC_CP15_MCR] = "MCR or MRC (coproc 15)",
    [EC_CP15_MCRR] = "MCRR or MRRC (coproc 15)",
    [EC_CP14_MCR] = "MCR or MRC (coproc 14)",
    [EC_CP14_LDC] = "LDC or STC",
    [EC_FP] = "SVE, Advanced SIMD or floating point",
    [EC_VMRS] = "VMRS",
    [EC_PAUTH] = "pointer authentication",
    [EC_LS64] = "LD64B or ST64B",
    [EC_CP14_MRRC] = "MRRC (coproc 14)",
    [EC_BTI] = "branch target exception",
    [EC_ILLEGAL_STATE] = "illegal execution state",
    [EC_SVC32] = "SVC from AArch32",
    [EC_HVC32] = "HVC from AArch32",
    [EC_SMC32] = "SMC from AArch32",
    [EC_MSRR] = "MSRR, MRRS or 128-bit system instruction",
    [EC_SVC64] = "SVC from AArch64",
    [EC_HVC64] = "HVC from AArch64",
    [EC_SMC64] = "SMC from AArch64",
    [EC_SYSREG] = "MSR, MRS or system instruction",
    [EC_SVE] = "SVE",
    [EC_ERET] = "ERET",
    [EC_TSTART] = "TSTART",
    [EC_PAC_FAIL] = "pointer authentication failure",
    [EC_SME] = "SME",
    [EC_GPC] = "granule protection check",
    [EC_IABT_LOWER] = "instruction abort from a lower EL",
    [EC_IABT_SAME] = "instruction abort from the same EL",
    [EC_PC_ALIGNMENT] = "PC alignment fault",
    [EC_DABT_LOWER] = "data abort from a lower EL",
    [EC_DABT_SAME] = "data abort from the same EL",
    [EC_SP_ALIGNMENT] = "SP alignment fault",
    [EC_MOPS] = "memory copy or set exception",
    [EC_FP32] = "floating-point exception from AArch32",
    [EC_FP64] = "floating-point exception from AArch64",
    [EC_GCS] = "guarded control stack exception",
    [EC_SERROR] = "SError",
    [EC_BREAKPOINT_LOWER] = "breakpoint from a lower EL",
    [EC_BREAKPOINT_SAME] = "breakpoint from the same EL",
    [EC_STEP_LOWER] = "software step from a lower EL",
    [EC_STEP_SAME] = "software step from the same EL",
    [EC_WATCHPOINT_LOWER] = "watchpoint from a lower EL",
    [EC_WATCHPOINT_SAME] = "watchpoint from the same EL",
    [EC_BKPT32] = "BKPT from AArch32",
    [EC_VECTOR32] = "vector catch from AArch32",
    [EC_BRK64] = "BRK from AArch64",
    [EC_PMU] = "PMU exception",
};

#define FOUR_LEVELS(first, what)                                    \
    [first] = what " at level 0", [first + 1] = what " at level 1", \
    [first + 2] = what " at level 2", [first + 3] = what " at level 3"

/* ISS of an abort: IFSC or DFSC. */
static const char *const faults[ESR_FAULTS] = {
    FOUR_LEVELS(0x00, "address size fault"),
    FOUR_LEVELS(0x04, "translation fault"),
    FOUR_LEVELS(0x08, "access flag fault"),
    FOUR_LEVELS(0x0c, "permission fault"),
    [0x10] = "synchronous external abort",
    [0x11] = "synchronous tag check fault",
    [0x12] = "synchronous external abort on a table walk at level -2",
    [0x13] = "synchronous external abort on a table walk at level -1",
    FOUR_LEVELS(0x14, "synchronous external abort on a table walk"),
    [0x18] = "synchronous parity or ECC error",
    [0x1b] = "synchronous parity or ECC error on a table walk at level -1",
    FOUR_LEVELS(0x1c, "synchronous parity or ECC error on a table walk"),
    [0x21] = "alignment fault",
    [0x22] = "granule protection fault on a table walk at level -2",
    [0x23] = "granule protection fault on a table walk at level -1",
    FOUR_LEVELS(0x24, "granule protection fault on a table walk"),
    [0x28] = "granule protection fault",
    [0x29] = "address size fault at level -1",
    [0x2a] = "translation fault at level -2",
    [0x2b] = "translation fault at level -1",
    [0x2c] = "address size fault at level -2",
    [0x30] = "TLB conflict abort",
    [0x31] = "unsupported atomic hardware update fault",
    [0x34] = "lockdown fault",
    [0x35] = "unsupported exclusive or atomic access",
};

/* stage is "stage-2 ", or "" if the stage is not known. */
static const char *describe(uint64_t esr, const char *stage)
{
    const char *class = classes[ESR_EC(esr)], *fault = faults[ESR_FAULT(esr)];
    if (!class)
        return "unnamed exception class";
    if (!is_abort(esr))
        return class;
    return phrase("%s, %s%s%s", class, stage, fault ? fault : "unnamed fault",
                  esr & ESR_S1PTW ? " on a stage-1 table walk" : "");
}

const char *cause_name(uint64_t cause)
{
    if (cause == CAUSE_IRQ || cause == CAUSE_FIQ)
        return cause == CAUSE_IRQ ? "IRQ" : "FIQ";
    return describe(cause, is_stage2_fault(cause) ? "stage-2 " : "");
}

const char *guest_exception_name(uint64_t esr)
{
    return describe(esr, "");
}

/* --- The address of a stage-2 fault --- */

uint64_t translate_stage1(uint64_t address)
{
    uint64_t kept = sysreg_read(par_el1); /* the guest's */
    __asm__ volatile("at s1e1r, %0\n isb" : : "r"(address) : "memory");
    uint64_t par = sysreg_read(par_el1);
    sysreg_write(par_el1, kept);
    return par & PAR_F ? NO_ADDRESS : (par & PAR_PA) | (address & (PAGE_SIZE - 1));
}

static bool is_permission_fault(uint64_t esr)
{
    return ESR_FAULT(esr) >= 0x0c && ESR_FAULT(esr) <= 0x0f;
}

bool hpfar_is_known(uint64_t esr)
{
    return is_stage2_fault(esr) && (!is_permission_fault(esr) || esr & ESR_S1PTW);
}

uint64_t fault_gpa(uint64_t esr)
{
    uint64_t page = sysreg_read(hpfar_el2) << HPFAR_TO_ADDRESS, far = sysreg_read(far_el2);
    if (esr & ESR_S1PTW)
        return page; /* of the guest's table; FAR_EL2 is the address that the guest looked up */
    if (is_permission_fault(esr))
        return translate_stage1(far); /* HPFAR_EL2 is UNKNOWN, so ask the guest's own tables */
    return page | (far & (PAGE_SIZE - 1));
}

_Noreturn void host_trapped(void)
{
    count_host_trap();
    uint64_t esr = sysreg_read(esr_el2);
    panic("host: %s at 0x%lx\n  far=0x%lx esr=0x%lx", cause_name(esr), sysreg_read(elr_el2),
          sysreg_read(far_el2), esr);
}
