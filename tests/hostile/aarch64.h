/* AArch64: what the attempts need of the machine. */
#pragma once

#include "vcpu.h"

/* --- Registers of the guest's --- */

#define TOLD 6

static inline void tell(struct vcpu *vcpu, unsigned n, uint64_t value)
{
    vcpu->x[n] = value;
}

/* What the ring has no place for: why the guest's own vectors were entered, else its first
 * register. */
static inline uint64_t what_else(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t esr_el1 = sysreg_read(esr_el1);
    return exit->kind == EXIT_STAGE2_FAULT ? esr_el1 : vcpu->x[0];
}

/* An exception leaves the guest at its own instruction. */
static inline void step_over(struct vcpu *vcpu)
{
    vcpu->pc += 4;
}

static inline void restart_slice(uint64_t milliseconds)
{
    sysreg_write(cnthp_cval_el2, time_counter() + milliseconds * machine.timer_hz / 1000);
}

/* --- Registers of the host's --- */

#define HOST_REGISTERS 32 /* at most */

static inline unsigned read_host_registers(struct register_value host[HOST_REGISTERS])
{
    const struct register_value now[] = {
        {"hcr_el2", sysreg_read(hcr_el2)},
        {"vttbr_el2", sysreg_read(vttbr_el2)},
        {"vtcr_el2", sysreg_read(vtcr_el2)},
        {"cptr_el2", sysreg_read(cptr_el2)},
        {"mdcr_el2", sysreg_read(mdcr_el2)},
        {"hstr_el2", sysreg_read(hstr_el2)},
        {"cnthctl_el2", sysreg_read(cnthctl_el2)},
        {"cntvoff_el2", sysreg_read(cntvoff_el2)},
        {"cnthp_ctl_el2", sysreg_read(cnthp_ctl_el2) & CNT_CTL_ENABLE},
        {"cnthp_cval_el2", sysreg_read(cnthp_cval_el2)},
        {"vpidr_el2", sysreg_read(vpidr_el2)},
        {"vmpidr_el2", sysreg_read(vmpidr_el2)},
        {"vbar_el2", sysreg_read(vbar_el2)},
        {"sctlr_el2", sysreg_read(sctlr_el2)},
        {"tcr_el2", sysreg_read(tcr_el2)},
        {"ttbr0_el2", sysreg_read(ttbr0_el2)},
        {"mair_el2", sysreg_read(mair_el2)},
        {"tpidr_el2", sysreg_read(tpidr_el2)},
        {"actlr_el2", sysreg_read(actlr_el2)},
        {"pmcr_el0", sysreg_read(pmcr_el0)},
        {"pmccfiltr_el0", sysreg_read(pmccfiltr_el0)},
        {"pmcntenset_el0", sysreg_read(pmcntenset_el0)},
    };
    unsigned n = 0;
    for (; n < sizeof now / sizeof *now; n++)
        host[n] = now[n];
    return n;
}
