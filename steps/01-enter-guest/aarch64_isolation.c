/* AArch64: what traps on newer CPUs, and whether there is a second translation at all. */
#include "aarch64_isolation.h"
#include "isolation.h"

#include "machine.h"
#include "panic.h"

/* --- What traps on newer CPUs --- */

/* Fields of ID registers; 0 where the CPU does not have the feature */
#define MMFR0_FGT      56 /* id_aa64mmfr0_el1: fine-grained traps, and with 2 more of them */
#define MMFR1_HCX      40 /* id_aa64mmfr1_el1 */
#define PFR0_MPAM      40 /* id_aa64pfr0_el1 */
#define PFR0_AMU       44
#define PFR1_MPAM_FRAC 16 /* id_aa64pfr1_el1 */

#define MPAM2_TRAP (BIT(48) | BIT(49)) /* of EL0 and EL1 */

/* D19.2: all of these registers are unknown after a reset. The assembler knows them by number only.
 * In those of fine-grained traps 0 is the trap for each register of a newer feature (nTPIDR2_EL0,
 * nPIR_EL1, nBRBDATA, ...), and no trap for an older one, which HCR_EL2, CPTR_EL2 and MDCR_EL2
 * have. */
static void trap_finely(void)
{
    unsigned fgt = ID_FIELD(id_aa64mmfr0_el1, MMFR0_FGT);
    if (fgt >= 1) {
        sysreg_write(S3_4_C1_C1_4, 0); /* HFGRTR_EL2 */
        sysreg_write(S3_4_C1_C1_5, 0); /* HFGWTR_EL2 */
        sysreg_write(S3_4_C1_C1_6, 0); /* HFGITR_EL2 */
        sysreg_write(S3_4_C3_C1_4, 0); /* HDFGRTR_EL2 */
        sysreg_write(S3_4_C3_C1_5, 0); /* HDFGWTR_EL2 */
        if (ID_FIELD(id_aa64pfr0_el1, PFR0_AMU))
            sysreg_write(S3_4_C3_C1_6, 0); /* HAFGRTR_EL2 */
    }
    if (fgt >= 2) {
        sysreg_write(S3_4_C3_C1_0, 0); /* HDFGRTR2_EL2 */
        sysreg_write(S3_4_C3_C1_1, 0); /* HDFGWTR2_EL2 */
        sysreg_write(S3_4_C3_C1_2, 0); /* HFGRTR2_EL2 */
        sysreg_write(S3_4_C3_C1_3, 0); /* HFGWTR2_EL2 */
        sysreg_write(S3_4_C3_C1_7, 0); /* HFGITR2_EL2 */
    }
}

void trap_newer_features(void)
{
    trap_finely();
    if (ID_FIELD(id_aa64mmfr1_el1, MMFR1_HCX))
        sysreg_write(S3_4_C1_C2_2, 0); /* HCRX_EL2: no register of newer features is enabled */
    if (ID_FIELD(id_aa64pfr0_el1, PFR0_MPAM) || ID_FIELD(id_aa64pfr1_el1, PFR1_MPAM_FRAC))
        sysreg_write(S3_4_C10_C5_0, MPAM2_TRAP); /* MPAM2_EL2 */
}

/* --- Whether a guest is kept apart --- */

void check_isolation(const void *root)
{
    const uint64_t hcr = HCR_VM | HCR_RW | HCR_TSC;
    if ((sysreg_read(hcr_el2) & (hcr | HCR_E2H | HCR_TGE)) != hcr)
        panic("isolation: HCR_EL2 holds 0x%lx: no stage 2, or no traps", sysreg_read(hcr_el2));
    if (sysreg_read(vtcr_el2) != stage2_format())
        panic("isolation: this CPU has no stage 2 as we use it: VTCR_EL2 holds 0x%lx, not 0x%lx",
              sysreg_read(vtcr_el2), stage2_format());
    if ((sysreg_read(vttbr_el2) & VTTBR_BADDR) != (uintptr_t)root)
        panic("isolation: VTTBR_EL2 holds 0x%lx, not 0x%lx", sysreg_read(vttbr_el2),
              (uintptr_t)root);
}
