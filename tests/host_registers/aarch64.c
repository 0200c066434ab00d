/* AArch64: the host's registers that no guest may change. */
#include "host_registers.h"

#include "string.h"

unsigned host_registers(struct register_value values[HOST_REGISTERS])
{
    const struct register_value list[] = {
        {"hcr_el2", sysreg_read(hcr_el2)},
        {"vttbr_el2", sysreg_read(vttbr_el2)},
        {"vtcr_el2", sysreg_read(vtcr_el2)},
        {"cptr_el2", sysreg_read(cptr_el2)},
        {"hstr_el2", sysreg_read(hstr_el2)},
        {"mdcr_el2", sysreg_read(mdcr_el2)},
        {"actlr_el2", sysreg_read(actlr_el2)},
        {"hacr_el2", sysreg_read(hacr_el2)},
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
        {"daif", sysreg_read(daif)},
        {"pmcr_el0", sysreg_read(pmcr_el0)},
        {"pmccfiltr_el0", sysreg_read(pmccfiltr_el0)},
        {"pmcntenset_el0", sysreg_read(pmcntenset_el0)},
        {"pmuserenr_el0", sysreg_read(pmuserenr_el0)},
        {"icc_pmr_el1", sysreg_read(icc_pmr_el1)},
        {"icc_igrpen1_el1", sysreg_read(icc_igrpen1_el1)},
        {"icc_sre_el2", sysreg_read(icc_sre_el2)},
    };
    memcpy(values, list, sizeof list);
    return ARRAY_LENGTH(list);
}
