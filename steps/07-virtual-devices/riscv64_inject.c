#include "riscv64_inject.h"

#include "machine.h"

/* S.1.1, S.1.7 to S.1.9: does to the guest's registers what a trap into S-mode does. */
void inject_exception(struct vcpu *vcpu, uint64_t pc, uint64_t cause, uint64_t value)
{
    bool from_vs = csr_read(hstatus) & HSTATUS_SPVP;
    uint64_t vsstatus = csr_read(vsstatus);
    uint64_t old_sie = vsstatus & SSTATUS_SIE ? SSTATUS_SPIE : 0;
    vsstatus &= ~(SSTATUS_SPP | SSTATUS_SPIE | SSTATUS_SIE);
    csr_write(vsstatus, vsstatus | old_sie | (from_vs ? SSTATUS_SPP : 0));
    csr_write(vsepc, pc);
    csr_write(vscause, cause);
    csr_write(vstval, value);
    csr_set(hstatus, HSTATUS_SPVP); /* and then the guest is in VS-mode */
    csr_set(sstatus, SSTATUS_SPP);
    vcpu->pc = csr_read(vstvec) & ~3ul; /* exceptions use the base in both modes, S.1.2 */
}
