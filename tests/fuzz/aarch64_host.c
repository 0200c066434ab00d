/* AArch64: what no guest may change of the host, and the end of a slice. */
#include "fuzz.h"

#include "string.h"

/* --- The host's registers --- */

unsigned host_registers(struct register_value values[HOST_REGISTERS])
{
    const struct register_value list[] = {
        {"hcr_el2", sysreg_read(hcr_el2)},
        {"vttbr_el2", sysreg_read(vttbr_el2)},
        {"vtcr_el2", sysreg_read(vtcr_el2)},
        {"cptr_el2", sysreg_read(cptr_el2)},
        {"hstr_el2", sysreg_read(hstr_el2)},
        {"mdcr_el2", sysreg_read(mdcr_el2)},
        {"hacr_el2", sysreg_read(hacr_el2)},
        {"cnthctl_el2", sysreg_read(cnthctl_el2)},
        {"cntvoff_el2", sysreg_read(cntvoff_el2)},
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
    unsigned count = sizeof list / sizeof *list;
    memcpy(values, list, sizeof list);
    return count;
}

/* --- The host's timer --- */

/* The next start_slice() sets the timer to a later time, and with that the interrupt is gone. */
void end_slice(void)
{
}
