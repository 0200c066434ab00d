/* AArch64: a vCPU's first registers, and the CPU pointed at it. */
#include "vcpu.h"

#include "isolation.h"
#include "string.h"

extern char guest_vectors[];

/* --- A guest's next vCPU --- */

/* Nothing: what its vCPUs share lies in their guest. */
error vcpu_join_guest(struct vcpu *vcpu)
{
    return OK;
}

/* --- Reset --- */

/* The guest has its own registers of the GICv3's CPU interface ("GIC Architecture Specification",
 * IHI 0069, 12.2). ICH_HCR_EL2 traps its accesses to them. */
#define ID_AA64PFR0_GIC(reg) ((reg) >> 24 & 0xf) /* 0: no system register reaches the GIC */
#define ICH_HCR_TC           BIT(10)             /* registers that both groups of interrupts have */
#define ICH_HCR_TALL0        BIT(11)
#define ICH_HCR_TALL1        BIT(12)

/* The guest has no interrupts, so it needs no interface to their controller, where it could leave
 * something for the next guest. */
static void trap_interrupt_controller(struct vcpu *vcpu)
{
    vcpu->icc_sre_el2 = ICC_SRE; /* ICH_HCR_EL2 can be reached */
    vcpu->ich_hcr_el2 = ICH_HCR_TC | ICH_HCR_TALL0 | ICH_HCR_TALL1;
}

void vcpu_reset(struct vcpu *vcpu)
{
    memset(vcpu->x, 0, sizeof vcpu->x); /* x0: no device tree */
#define RESET(name, value) vcpu->name = value;
    VCPU_REGISTERS(RESET)
    VCPU_SETTINGS(RESET)
    VCPU_GIC_REGISTERS(RESET)
#define RESET_NEWER(name, number, exists) vcpu->name = 0;
    VCPU_NEWER_REGISTERS(RESET_NEWER)
    trap_interrupt_controller(vcpu);
    vcpu_start(vcpu);
}

void start_elf(struct vcpu *vcpu, uint64_t entry)
{
    vcpu->pc = entry;
}

/* There is one way to start. */
void start_flat(struct vcpu *vcpu, uint64_t entry)
{
    start_elf(vcpu, entry);
}

/* --- Load --- */

#define LOAD(name, value) sysreg_write(name, vcpu->name);

static void load_interrupt_controller(const struct vcpu *vcpu)
{
    if (!ID_AA64PFR0_GIC(sysreg_read(id_aa64pfr0_el1)))
        return;
    sysreg_write(icc_sre_el2, vcpu->icc_sre_el2);
    __asm__ volatile("isb"); /* now the next one can be reached */
    sysreg_write(ich_hcr_el2, vcpu->ich_hcr_el2);
    VCPU_GIC_REGISTERS(LOAD)
}

void vcpu_load(struct vcpu *vcpu)
{
    const struct stage2 *stage2 = &vcpu->guest->stage2;
    vcpu->on_cpu = this_cpu();
    VCPU_REGISTERS(LOAD)
    VCPU_SETTINGS(LOAD)
#define LOAD_NEWER(name, number, exists) \
    if (exists)                          \
        sysreg_write(number, vcpu->name);
    VCPU_NEWER_REGISTERS(LOAD_NEWER)
    trap_newer_features();
    load_interrupt_controller(vcpu);
    sysreg_write(vtcr_el2, stage2_format());
    sysreg_write(vttbr_el2, vttbr_of(stage2->root, stage2->tag));
    stage2_fence(stage2);
    instruction_fence(); /* the guest's instructions were written as data */
    sysreg_write(vbar_el2, (uintptr_t)guest_vectors);
    if (vcpu->load_more)
        vcpu->load_more(vcpu);
    check_isolation(stage2->root);
}
