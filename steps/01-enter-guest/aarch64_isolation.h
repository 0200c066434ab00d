/* AArch64: CPTR_EL2 and MDCR_EL2, each of which is set whole: what traps besides HCR_EL2. */
#pragma once

#include "registers.h"

/* A field of an ID register; 0 where the CPU does not have the feature */
#define ID_FIELD(reg, shift) ((sysreg_read(reg) >> (shift)) & 0xf)

/* CPTR_EL2 */
#define CPTR_RES1 0x33ff  /* on a CPU with SVE or SME, two of these bits trap it */
#define CPTR_TFP  BIT(10) /* floating point and SIMD */
#define CPTR_TTA  BIT(20) /* trace registers */
#define CPTR_TAM  BIT(30) /* activity monitors */
#define CPTR_TRAP (CPTR_RES1 | CPTR_TFP | CPTR_TTA | CPTR_TAM)

/* MDCR_EL2: its fields for the buffers of profiles and of traces say with 0 that these are ours. */
#define MDCR_TPMCR BIT(5) /* pmcr_el0 */
#define MDCR_TPM   BIT(6) /* the other performance counters */
#define MDCR_TDE   BIT(8) /* debug exceptions, brk among them */
#define MDCR_TDA   BIT(9) /* debug registers, and those of the next two */
#define MDCR_TDOSA BIT(10)
#define MDCR_TDRA  BIT(11)
#define MDCR_TPMS  BIT(14) /* statistical profiling */
#define MDCR_TTRF  BIT(19) /* filters of traces */
#define MDCR_TDCC  BIT(27) /* the debugger's channel */
#define MDCR_TRAPS                                                                      \
    (MDCR_TPMCR | MDCR_TPM | MDCR_TDE | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | \
     MDCR_TTRF | MDCR_TDCC)

/* HPMN is how many event counters the guest has, unknown after a reset (D19.3). All of them: not
 * every CPU lets it have none, and MDCR_TPM traps them. */
#define MDCR_TRAP() (MDCR_TRAPS | PMCR_N(sysreg_read(pmcr_el0)))
