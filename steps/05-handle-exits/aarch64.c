/* AArch64: what of the guest traps, what an exit means, and the host's timer. */
#include "vcpu.h"

#include "device_tree.h"

extern char guest_vectors[];

/* --- The guest's CPU --- */

/* The machine that a guest finds: all its registers known, nothing left of the host. */
static void reset_guest_registers(void)
{
    sysreg_write(sctlr_el1, SCTLR_EL1_RES1);
    sysreg_write(cpacr_el1, CPACR_FPEN | CPACR_ZEN | CPACR_SMEN);
    sysreg_write(ttbr0_el1, 0);
    sysreg_write(ttbr1_el1, 0);
    sysreg_write(tcr_el1, 0);
    sysreg_write(mair_el1, 0);
    sysreg_write(amair_el1, 0);
    sysreg_write(vbar_el1, 0); /* no memory of the guest's: an exception of its own ends it */
    sysreg_write(esr_el1, 0);
    sysreg_write(far_el1, 0);
    sysreg_write(afsr0_el1, 0);
    sysreg_write(afsr1_el1, 0);
    sysreg_write(elr_el1, 0);
    sysreg_write(spsr_el1, 0);
    sysreg_write(sp_el0, 0);
    sysreg_write(sp_el1, 0);
    sysreg_write(tpidr_el0, 0);
    sysreg_write(tpidr_el1, 0);
    sysreg_write(tpidrro_el0, 0);
    sysreg_write(contextidr_el1, 0);
    sysreg_write(par_el1, 0);
    sysreg_write(csselr_el1, 0);
    sysreg_write(mdscr_el1, 0);
    sysreg_write(cntkctl_el1, 0);
    sysreg_write(cntv_ctl_el0, 0);
    sysreg_write(cntv_cval_el0, 0);
    sysreg_write(cntvoff_el2, time_counter()); /* its time starts at 0 */
}

/* What a guest has of the GICv3's CPU interface are registers of its own ("GIC Architecture
 * Specification", IHI 0069, 12.2), which ICH_HCR_EL2 makes come to us. */
#define ID_AA64PFR0_GIC(reg) ((reg) >> 24 & 0xf) /* 0: no system register reaches the GIC */
#define ICC_SRE              BIT(0)              /* ICC_SRE_EL2: they do */
#define ICH_HCR_TC           BIT(10)             /* registers that both groups of interrupts have */
#define ICH_HCR_TALL0        BIT(11)
#define ICH_HCR_TALL1        BIT(12)

/* The guest has no interrupts, so it needs no interface to their controller, where it could leave
 * something for the next guest. */
static void trap_interrupt_controller(void)
{
    if (!ID_AA64PFR0_GIC(sysreg_read(id_aa64pfr0_el1)))
        return;
    sysreg_write(icc_sre_el2, ICC_SRE); /* the next one can be reached */
    __asm__ volatile("isb");
    sysreg_write(ich_hcr_el2, ICH_HCR_TC | ICH_HCR_TALL0 | ICH_HCR_TALL1);
}

void vcpu_init(struct vcpu *vcpu, const struct guest *guest)
{
    reset_guest_registers();
    vcpu->stage2 = &guest->stage2;
    vcpu->pc = guest->entry;
    vcpu->x[0] = 0; /* no device tree */

    sysreg_write(vtcr_el2, stage2_format());
    sysreg_write(vttbr_el2, (uintptr_t)guest->stage2.root);
    stage2_fence();
    instruction_fence(); /* the guest's instructions were written as data */

    /* --- What traps --- */
    sysreg_write(hcr_el2, HCR_VM | HCR_RW | HCR_TSC | HCR_TWI | HCR_TIDCP | HCR_TACR | HCR_TSW |
                              HCR_TLOR | HCR_TERR | HCR_IMO | HCR_FMO | HCR_AMO);
    sysreg_write(cptr_el2, CPTR_RES1 | CPTR_TFP | CPTR_TTA);
    sysreg_write(mdcr_el2, (sysreg_read(mdcr_el2) & MDCR_HPMN) | MDCR_TDE | MDCR_TDA | MDCR_TDOSA |
                               MDCR_TDRA | MDCR_TPM | MDCR_TPMCR);
    trap_interrupt_controller();
    sysreg_write(cnthctl_el2, 0); /* the guest has the virtual counter and timer alone */
    sysreg_write(vpidr_el2, sysreg_read(midr_el1));
    sysreg_write(vmpidr_el2, MPIDR_RES1); /* CPU 0 */
    sysreg_write(vbar_el2, (uintptr_t)guest_vectors);

    /* --- What eret takes --- */
    sysreg_write(spsr_el2, SPSR_EL1H | SPSR_DAIF);
}

/* --- Registers that a guest may have --- */

/* AArch64: those that it may have do not trap. */
enum guest_end answer_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- What CPU the guest has --- */

/* AArch64 has no such exit: the guest reads the CPU's own identification registers. */
enum guest_end answer_identify(struct vcpu *vcpu, struct vm_exit *exit)
{
    return stop_guest(vcpu, exit);
}

/* --- The exit --- */

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
    [EC_IABT_LOWER] = EXIT_STAGE2_FAULT, [EC_PC_ALIGNMENT] = EXIT_EXCEPTION,
    [EC_DABT_LOWER] = EXIT_STAGE2_FAULT, [EC_SP_ALIGNMENT] = EXIT_EXCEPTION,
    [EC_MOPS] = EXIT_EXCEPTION,          [EC_FP32] = EXIT_EXCEPTION,
    [EC_FP64] = EXIT_EXCEPTION,          [EC_GCS] = EXIT_EXCEPTION,
    [EC_SERROR] = EXIT_EXCEPTION,        [EC_BREAKPOINT_LOWER] = EXIT_EXCEPTION,
    [EC_STEP_LOWER] = EXIT_EXCEPTION,    [EC_WATCHPOINT_LOWER] = EXIT_EXCEPTION,
    [EC_BKPT32] = EXIT_EXCEPTION,        [EC_VECTOR32] = EXIT_EXCEPTION,
    [EC_BRK64] = EXIT_EXCEPTION,         [EC_PMU] = EXIT_EXCEPTION,
};

/* An interrupt stays pending: it is looked at, not taken. */
static void decode_interrupt(struct vm_exit *exit)
{
    bool timer = sysreg_read(cnthp_ctl_el2) & CNT_CTL_ISTATUS;
    exit->kind = timer ? EXIT_TIMER : EXIT_INTERRUPT;
    exit->detail = sysreg_read(icc_hppir1_el1);
}

void decode_rarer(struct vcpu *vcpu, struct vm_exit *exit)
{
    uint64_t cause = exit->cause;
    if (cause == CAUSE_IRQ || cause == CAUSE_FIQ) {
        decode_interrupt(exit);
        return;
    }
    uint8_t kind = class_kinds[ESR_EC(cause)];
    exit->kind = kind ? kind : EXIT_UNKNOWN; /* the hypercall, which is 0, is not in the table */
    exit->detail = is_abort(cause) ? sysreg_read(far_el2) : 0;
    if (is_stage2_fault(cause))
        exit->gpa = fault_gpa(cause);
    else if (exit->kind == EXIT_STAGE2_FAULT) /* another sort of abort */
        exit->kind = EXIT_EXCEPTION;
}

/* --- The host's timer --- */

/* The GICv3's registers ("GIC Architecture Specification", IHI 0069), in words. */
enum { GICD_CTLR = 0 };
enum { GICR_WAKER = 5, GICR_IGROUPR0 = 0x10080 / 4, GICR_ISENABLER0 = 0x10100 / 4 };
#define GICD_CTLR_GROUP1   BIT(1)
#define GICD_CTLR_AFFINITY BIT(4)
#define WAKER_SLEEP        BIT(1) /* what we ask for */
#define WAKER_ASLEEP       BIT(2) /* what is */
#define IRQ_EL2_TIMER      26     /* as the Base System Architecture has it */

/* Lets the EL2 timer's interrupt, and no other, through to this CPU. */
static bool enable_timer_interrupt(void)
{
    struct fdt_node gic;
    uint64_t distributor, redistributor, size;
    if (!device_tree_find("intc", &gic) || !fdt_compatible(&device_tree, &gic, "arm,gic-v3") ||
        !fdt_reg(&device_tree, &gic, 0, &distributor, &size) ||
        !fdt_reg(&device_tree, &gic, 1, &redistributor, &size))
        return false;
    volatile uint32_t *gicd = (void *)distributor, *gicr = (void *)redistributor;

    gicd[GICD_CTLR] = GICD_CTLR_GROUP1 | GICD_CTLR_AFFINITY;
    gicr[GICR_WAKER] &= ~WAKER_SLEEP;
    while (gicr[GICR_WAKER] & WAKER_ASLEEP)
        ;
    gicr[GICR_IGROUPR0] = BIT(IRQ_EL2_TIMER);
    gicr[GICR_ISENABLER0] = BIT(IRQ_EL2_TIMER);
    sysreg_write(icc_pmr_el1, 0xff); /* no priority is too low */
    sysreg_write(icc_igrpen1_el1, 1);
    return true;
}

error start_slice(uint64_t milliseconds)
{
    if (milliseconds > UINT64_MAX / 2 / machine.timer_hz)
        return error_of("%lu ms are too many", milliseconds);
    if (!enable_timer_interrupt())
        return error_of("this machine has no GICv3");
    sysreg_write(cnthp_cval_el2, time_counter() + milliseconds * machine.timer_hz / 1000);
    sysreg_write(cnthp_ctl_el2, CNT_CTL_ENABLE);
    return OK;
}
