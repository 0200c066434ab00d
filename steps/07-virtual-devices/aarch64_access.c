/* AArch64: a guest's access to a device, from the syndrome; and the fault that answers an access to
 * nothing. */
#include "aarch64_inject.h"
#include "access.h"

/* --- What the instruction does --- */

#define INSTRUCTION_SIZE 4
#define ZERO_REGISTER    31

/* ESR_EL2, ISS of a data abort: with ISV = 1 it describes the access. Pairs, exclusives, atomics
 * and instructions that also write their base register have ISV = 0. */
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

void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t class = ESR_EC(exit->cause);
    if (SPSR_EL(sysreg_read(spsr_el2)))
        class ++; /* EC_IABT_SAME, EC_DABT_SAME */
    uint64_t written = class >= EC_DABT_LOWER ? exit->cause & ISS_WRITE : 0;
    sysreg_write(far_el1, exit->address);
    inject_exception(vcpu, exit->pc, class << ESR_EC_SHIFT | ESR_IL | written | FAULT_EXTERNAL);
}

/* --- Where nothing is --- */

/* An external abort, everywhere: there are no ports. */
bool space_faults(enum space space)
{
    return true;
}
