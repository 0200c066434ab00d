/* AArch64: everything that eret takes with it into the guest. */
#include "enter_guest.h"

#include "isolation.h"
#include "machine.h"
#include "panic.h"

/* aarch64.S: points traps at world_exit and executes eret. */
_Noreturn void leave_host(void);

void enter_guest(uint64_t pc, void *root)
{
    /* --- The guest's memory --- */
    /* D8.2: a root of one page. The hardware ignores the low bits of one that is not aligned. */
    if ((uintptr_t)root % STAGE2_ROOT_SIZE)
        panic("enter_guest: stage-2 root %p is not aligned to 4 KiB", root);
    sysreg_write(vtcr_el2, stage2_format());
    sysreg_write(vttbr_el2, (uintptr_t)root);
    sysreg_write(sctlr_el1, SCTLR_EL1_RES1); /* no paging of the guest's own */
    tlbi_guest();
    instruction_fence(); /* the guest's instructions were written as data */

    /* --- The guest's mode --- */
    /* D1.3: eret goes to the mode in SPSR_EL2. HCR_EL2.RW = 0 would make this an illegal one. */
    sysreg_write(spsr_el2, SPSR_EL1H | SPSR_DAIF);

    /* --- What comes back to us --- */
    /* What the guest does wrong inside its own memory, it hears of itself, at VBAR_EL1. We hear of
     * stage 2, of hvc, and of what is asked for here. */
    sysreg_write(hcr_el2, HCR_VM | HCR_RW | HCR_TSC);
    sysreg_write(cnthctl_el2, 0);
    trap_newer_features();
    check_isolation(root);

    /* --- The guest's first instruction --- */
    sysreg_write(elr_el2, pc);
    leave_host();
}
