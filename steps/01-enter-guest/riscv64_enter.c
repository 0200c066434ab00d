/* RISC-V: everything that sret takes with it into the guest. */
#include "enter_guest.h"

#include "isolation.h"
#include "machine.h"
#include "panic.h"

/* riscv64_enter.S: points traps at world_exit and executes sret. */
_Noreturn void leave_host(void);

void enter_guest(uint64_t pc, void *root)
{
    /* --- The guest's memory --- */
    /* H.5.1: a root of 16 KiB. The hardware ignores the low bits of a root that is not aligned. */
    if ((uintptr_t)root % STAGE2_ROOT_SIZE)
        panic("enter_guest: stage-2 root %p is not aligned to 16 KiB", root);
    csr_write(hgatp, hgatp_of(root, 0));
    csr_write(vsatp, 0); /* the guest's own paging is off */
    hfence_gvma(0);
    instruction_fence(); /* the guest's instructions were written as data */

    /* --- The guest's mode --- */
    /* H.2.1: with SPV = 1, sret enters V = 1; S.1.1: SPP then picks VS-mode over VU-mode. */
    csr_write(hstatus, HSTATUS_SPV | HSTATUS_VSXL);
    csr_set(sstatus, SSTATUS_SPP);
    csr_clear(sstatus, SSTATUS_FS | SSTATUS_VS);

    /* --- What traps to the host --- */
    /* Every exception and interrupt: we choose to delegate none to the guest, H.2.2. */
    csr_write(hedeleg, 0);
    csr_write(hideleg, 0);
    csr_write(hcounteren, 0);
    trap_newer_features();
    check_isolation(root);

    /* --- The guest's first instruction --- */
    csr_write(sepc, pc);
    leave_host();
}
