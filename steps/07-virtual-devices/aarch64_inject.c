#include "aarch64_inject.h"

/* D1.3.1: VBAR_EL1 has four groups of vectors, by where the exception comes from. */
#define VECTOR_CURRENT_SP0 0x000
#define VECTOR_CURRENT_SPX 0x200
#define VECTOR_LOWER_A64   0x400
#define VECTOR_LOWER_A32   0x600
#define MMFR1_PAN          20 /* a field of id_aa64mmfr1_el1 */

static uint64_t vector_group(uint64_t spsr)
{
    if (spsr & SPSR_AARCH32)
        return VECTOR_LOWER_A32;
    if (!SPSR_EL(spsr))
        return VECTOR_LOWER_A64;
    return spsr & SPSR_SPX ? VECTOR_CURRENT_SPX : VECTOR_CURRENT_SP0;
}

/* PSTATE in the handler, D1.3.6: some other bits stay, and PAN is set if the guest has asked for
 * it. */
static uint64_t handler_pstate(uint64_t spsr)
{
    uint64_t pstate = SPSR_EL1H | SPSR_DAIF | (spsr & SPSR_KEPT);
    bool sets_pan = ID_FIELD(id_aa64mmfr1_el1, MMFR1_PAN) && !(sysreg_read(sctlr_el1) & SCTLR_SPAN);
    return pstate | (sets_pan ? SPSR_PAN : 0);
}

/* Does what the CPU does when it takes an exception to EL1. The guest's EL1 registers are in the
 * CPU now, and SPSR_EL2 is the guest's PSTATE. */
void inject_exception(struct vcpu *vcpu, uint64_t pc, uint64_t esr)
{
    uint64_t spsr = sysreg_read(spsr_el2);
    sysreg_write(esr_el1, esr);
    sysreg_write(elr_el1, pc);
    sysreg_write(spsr_el1, spsr);
    sysreg_write(spsr_el2, handler_pstate(spsr));
    vcpu->pc = sysreg_read(vbar_el1) + vector_group(spsr);
}
