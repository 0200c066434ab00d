/* AArch64: everything that eret takes with it into the guest. */
#include "enter_guest.h"

#include "aarch64_isolation.h"
#include "isolation.h"
#include "machine.h"
#include "panic.h"

/* aarch64_enter.S: points traps at world_exit and executes eret. */
_Noreturn void leave_host(void);

void enter_guest(uint64_t pc, void *root)
{
    /* --- The guest's memory --- */
    /* D8.2: a root of one page. The hardware ignores the low bits of a root that is not aligned. */
    if ((uintptr_t)root % STAGE2_ROOT_SIZE)
        panic("enter_guest: stage-2 root %p is not aligned to 4 KiB", root);
    sysreg_write(vtcr_el2, stage2_format());
    sysreg_write(vttbr_el2, vttbr_of(root, 0));
    sysreg_write(sctlr_el1, SCTLR_EL1_RES1); /* the guest's own paging is off */
    tlbi_guest();
    instruction_fence(); /* the guest's instructions were written as data */

    /* --- The guest's mode --- */
    /* D1.3: eret enters the mode in SPSR_EL2. With HCR_EL2.RW = 0 this one would be illegal. */
    sysreg_write(spsr_el2, SPSR_EL1H | SPSR_DAIF);

    /* --- What traps to the host --- */
    /* The guest handles its own exceptions, at VBAR_EL1. EL2 gets stage-2 faults, hvc, and what is
     * enabled here. */
    sysreg_write(hcr_el2, HCR_VM | HCR_RW | HCR_TSC);
    sysreg_write(cptr_el2, CPTR_TRAP);
    sysreg_write(mdcr_el2, MDCR_TRAP());
    sysreg_write(cnthctl_el2, 0);
    trap_newer_features();
    check_isolation(root);

    /* --- The guest's first instruction --- */
    sysreg_write(elr_el2, pc);
    leave_host();
}
