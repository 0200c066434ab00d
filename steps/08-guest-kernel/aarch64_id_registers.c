#include "aarch64_id_registers.h"

#include "machine.h"

/* D19.1: HCR_EL2.TID3 traps these 56. Those without a name yet read 0. */
#define CASES(crm) \
    CASE(crm, 0)   \
    CASE(crm, 1) CASE(crm, 2) CASE(crm, 3) CASE(crm, 4) CASE(crm, 5) CASE(crm, 6) CASE(crm, 7)
#define CASE(crm, op2)    \
    case (crm)*8 + (op2): \
        return sysreg_read(S3_0_C0_C##crm##_##op2);

static uint64_t id_register(unsigned crm, unsigned op2)
{
    switch (crm * 8 + op2) {
        CASES(1)
        CASES(2)
        CASES(3)
        CASES(4)
        CASES(5)
        CASES(6)
        CASES(7)
    }
    return 0;
}

/* Fields of four bits that the guest reads as 0: "not implemented". */
#define FIELD(shift) (0xful << (shift))
#define PFR0_HIDDEN  (FIELD(32) | FIELD(40) | FIELD(44)) /* SVE, MPAM, activity monitors */
#define PFR1_HIDDEN  (FIELD(8) | FIELD(16) | FIELD(24))  /* MTE, MPAM, SME */
#define DFR0_HIDDEN  (FIELD(4) | FIELD(8) | FIELD(32) | FIELD(40) | FIELD(44) | FIELD(52))
#define ISAR1_HIDDEN (FIELD(4) | FIELD(8) | FIELD(24) | FIELD(28) | FIELD(60)) /* PAC, LS64 */
#define ISAR2_HIDDEN (FIELD(8) | FIELD(12) | FIELD(16))                        /* PAC, MOPS */

/* Hidden is what traps: see trap_newer_features(), CPTR_EL2, MDCR_EL2. In DFR0: trace, performance
 * counters, profiling, and what belongs to them. */
uint64_t guest_id_register(unsigned crm, unsigned op2)
{
    uint64_t value = id_register(crm, op2);
    switch (crm * 8 + op2) {
    case 4 * 8 + 0: /* ID_AA64PFR0_EL1 */
        return value & ~PFR0_HIDDEN;
    case 4 * 8 + 1: /* ID_AA64PFR1_EL1 */
        return value & ~PFR1_HIDDEN;
    case 4 * 8 + 4: /* ID_AA64ZFR0_EL1, of SVE */
    case 4 * 8 + 5: /* ID_AA64SMFR0_EL1, of SME */
        return 0;
    case 5 * 8 + 0: /* ID_AA64DFR0_EL1 */
        return value & ~DFR0_HIDDEN;
    case 6 * 8 + 1: /* ID_AA64ISAR1_EL1 */
        return value & ~ISAR1_HIDDEN;
    case 6 * 8 + 2: /* ID_AA64ISAR2_EL1 */
        return value & ~ISAR2_HIDDEN;
    }
    return value;
}
