/* AArch64: a guest's access to a device, from the syndrome; and the fault that answers it where
 * there is none. */
#include "access.h"

/* --- What the instruction does --- */

#define INSTRUCTION_SIZE 4
#define ZERO_REGISTER    31

/* ESR_EL2, ISS of a data abort: with ISV = 1 it says it all. Pairs, exclusives, atomics and what
 * writes its base register back have ISV = 0. */
bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    uint64_t esr = exit->cause;
    unsigned reg = ISS_SRT(esr);
    if (ESR_EC(esr) != EC_DABT_LOWER || !(esr & ISS_ISV) || esr & ESR_S1PTW)
        return false;
    *access = (struct access){
        .space = SPACE_MEMORY,
        .address = exit->gpa,
        .size = ISS_SIZE(esr),
        .write = esr & ISS_WRITE,
        .value = reg == ZERO_REGISTER ? 0 : vcpu->x[reg],
        .rest = {reg, esr & ISS_SIGNED, esr & ISS_64BIT},
    };
    return true;
}

/* --- The rest of the instruction --- */

static uint64_t extend(const struct access *access)
{
    unsigned unused = 64 - 8 * access->size;
    uint64_t value = access->value << unused;
    value = access->rest.sign_extend ? (uint64_t)((int64_t)value >> unused) : value >> unused;
    return access->rest.is_64bit ? value : (uint32_t)value;
}

void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access)
{
    vcpu->pc = exit->pc + INSTRUCTION_SIZE;
    if (!access->write && access->rest.reg != ZERO_REGISTER)
        vcpu->x[access->rest.reg] = extend(access);
}

/* --- The fault --- */

#define FAULT_EXTERNAL 0x10 /* DFSC and IFSC: synchronous external abort, not on a table walk */

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

/* PSTATE in the handler, D1.3.6: of the rest some bits stay, and PAN is set if the guest says so.
 */
static uint64_t handler_pstate(uint64_t spsr)
{
    uint64_t pstate = SPSR_EL1H | SPSR_DAIF | (spsr & SPSR_KEPT);
    bool sets_pan = ID_FIELD(id_aa64mmfr1_el1, MMFR1_PAN) && !(sysreg_read(sctlr_el1) & SCTLR_SPAN);
    return pstate | (sets_pan ? SPSR_PAN : 0);
}

/* What the CPU does at an exception that it takes to EL1, done by hand. These registers are in the
 * CPU, and SPSR_EL2 is the guest's PSTATE. */
void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t spsr = sysreg_read(spsr_el2), class = ESR_EC(exit->cause);
    if (SPSR_EL(spsr))
        class ++; /* EC_IABT_SAME, EC_DABT_SAME */
    uint64_t written = class >= EC_DABT_LOWER ? exit->cause & ISS_WRITE : 0;
    sysreg_write(esr_el1, class << ESR_EC_SHIFT | ESR_IL | written | FAULT_EXTERNAL);
    sysreg_write(far_el1, exit->address);
    sysreg_write(elr_el1, exit->pc);
    sysreg_write(spsr_el1, spsr);
    sysreg_write(spsr_el2, handler_pstate(spsr));
    vcpu->pc = sysreg_read(vbar_el1) + vector_group(spsr);
}

/* --- Where nothing is --- */

/* An external abort, everywhere: there are no ports. */
bool space_faults(enum space space)
{
    return true;
}
