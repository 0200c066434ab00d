/* RISC-V: what traps on newer CPUs, and whether there is a second translation at all. */
#include "isolation.h"

#include "machine.h"
#include "panic.h"

/* --- What traps on newer CPUs --- */

/* "Smstateen": a bit is a guest's access to a feature's registers. Of them a guest has senvcfg, as
 * it has on a CPU without Smstateen. The firmware has let us have all of them. */
#define HSTATEEN0_ENVCFG BIT(62)

void trap_newer_features(void)
{
    csr_write(henvcfg, 0); /* H.2.5: what senvcfg and other registers may turn on */
    if (!cpu_has_extension("smstateen"))
        return;
    csr_write(0x60c, HSTATEEN0_ENVCFG); /* hstateen0 to hstateen3: no assembler knows them all */
    csr_write(0x60d, 0);
    csr_write(0x60e, 0);
    csr_write(0x60f, 0);
}

/* --- Whether a guest is kept apart --- */

#define HGATP_VMID (BIT(58) - BIT(44))
#define UNMAPPED_GPA \
    (BIT(41) - 8) /* the end of what Sv39x4 translates: no guest has memory there */

/* What a load from there does, made as VS-mode would without a translation of its own: scause of
 * its trap, or 0 when there is none. What an sret would take is put back. */
static uint64_t cause_of_guest_load(void)
{
    uint64_t cause, stvec = csr_read(stvec), hstatus = csr_read(hstatus);
    uint64_t sstatus = csr_read(sstatus), vsatp = csr_read(vsatp);
    csr_write(vsatp, 0);
    csr_write(scause, 0);
    __asm__ volatile("la %0, 1f\n csrw stvec, %0\n"
                     ".insn r 0x73, 4, 0x36, x0, %1, x0\n" /* hlv.d x0, (%1): H.3.1 */
                     ".balign 4\n 1: csrr %0, scause"
                     : "=&r"(cause)
                     : "r"(UNMAPPED_GPA)
                     : "memory");
    csr_write(stvec, stvec);
    csr_write(hstatus, hstatus);
    csr_write(sstatus, sstatus);
    csr_write(vsatp, vsatp);
    csr_write(scause, 0); /* so that no reader takes this trap for a guest's */
    csr_write(sepc, 0);
    csr_write(stval, 0);
    csr_write(htval, 0);
    return cause;
}

/* H.2.10: a mode that a CPU does not have is not kept; 0 is one that translates nothing, with which
 * guest-physical addresses are the machine's own. QEMU's CPUs without translation keep any mode,
 * and do not translate. */
void check_isolation(const void *root)
{
    uint64_t hgatp = csr_read(hgatp) & ~HGATP_VMID;
    uint64_t wanted = hgatp_of(root, 0);
    if (hgatp != wanted)
        panic("isolation: this CPU has no Sv39x4 translation: hgatp holds 0x%lx, not 0x%lx", hgatp,
              wanted);
    if (csr_read(hedeleg) & ~HEDELEG_KERNEL || csr_read(hideleg) & ~HIP_VS)
        panic("isolation: this CPU gives traps to the guest: hedeleg holds 0x%lx, hideleg 0x%lx",
              csr_read(hedeleg), csr_read(hideleg));
    uint64_t cause = cause_of_guest_load();
    if (cause != CAUSE_LOAD_GUEST_PAGE)
        panic("isolation: this CPU does not translate a guest's addresses: a load that must fault "
              "ends with scause 0x%lx",
              cause);
}
