/* RISC-V: loads and stores, and the fault for an access that is not emulated. */
#include "access.h"
#include "riscv64_inject.h"

/* --- What the instruction does --- */

#define FIELD(insn, low, bits) ((insn) >> (low) & ((1u << (bits)) - 1))
#define SP                     2

enum { OPCODE_LOAD = 0x03, OPCODE_STORE = 0x23, OPCODE_ATOMIC = 0x2f };
enum { C_LOAD = 1, C_STORE = 3 }; /* in 16 bits, of quadrants 0 and 2 */

/* The address: x[base] + offset. */
struct place {
    unsigned base;
    int64_t offset;
};

/* 32 bits, Unprivileged 2.6 and 4.3: lb, lh, lw, ld, lbu, lhu, lwu, sb, sh, sw, sd. */
static bool decode_32(uint32_t insn, struct access *access, struct place *place)
{
    unsigned funct3 = FIELD(insn, 12, 3);
    access->size = 1 << (funct3 & 3);
    access->rest.length = 4;
    access->rest.is_signed = !(funct3 & 4);
    place->base = FIELD(insn, 15, 5);
    place->offset = (int32_t)insn >> 20;
    if (access->write) {
        place->offset = (place->offset & ~31l) | FIELD(insn, 7, 5);
        access->rest.reg = FIELD(insn, 20, 5);
        return FIELD(insn, 0, 7) == OPCODE_STORE && funct3 < 4;
    }
    access->rest.reg = FIELD(insn, 7, 5);
    return FIELD(insn, 0, 7) == OPCODE_LOAD && funct3 < 7;
}

/* c.lwsp, c.ldsp, c.swsp, c.sdsp: each has the bits of its offset in an order of its own. */
static void decode_by_sp(unsigned insn, struct access *access, struct place *place)
{
    bool is_double = access->size == 8;
    place->base = SP;
    if (access->write) {
        access->rest.reg = FIELD(insn, 2, 5);
        place->offset = is_double ? FIELD(insn, 10, 3) << 3 | FIELD(insn, 7, 3) << 6
                                  : FIELD(insn, 9, 4) << 2 | FIELD(insn, 7, 2) << 6;
    } else {
        access->rest.reg = FIELD(insn, 7, 5);
        place->offset = FIELD(insn, 12, 1) << 5;
        place->offset |= is_double ? FIELD(insn, 5, 2) << 3 | FIELD(insn, 2, 3) << 6
                                   : FIELD(insn, 4, 3) << 2 | FIELD(insn, 2, 2) << 6;
    }
}

/* c.lw, c.ld, c.sw, c.sd, with x8 to x15. */
static void decode_by_register(unsigned insn, struct access *access, struct place *place)
{
    place->base = 8 + FIELD(insn, 7, 3);
    access->rest.reg = 8 + FIELD(insn, 2, 3);
    place->offset = FIELD(insn, 10, 3) << 3;
    place->offset |= access->size == 8 ? FIELD(insn, 5, 2) << 6
                                       : FIELD(insn, 6, 1) << 2 | FIELD(insn, 5, 1) << 6;
}

/* 16 bits, Unprivileged 16.3. Of the two loads by sp, those to x0 are reserved. */
static bool decode_16(unsigned insn, struct access *access, struct place *place)
{
    unsigned quadrant = FIELD(insn, 0, 2), funct3 = FIELD(insn, 13, 3);
    if (funct3 >> 1 != (access->write ? C_STORE : C_LOAD))
        return false;
    access->size = funct3 & 1 ? 8 : 4;
    access->rest.length = 2;
    access->rest.is_signed = true;
    if (quadrant == 0) {
        decode_by_register(insn, access, place);
        return true;
    }
    decode_by_sp(insn, access, place);
    return quadrant == 2 && (access->write || access->rest.reg);
}

/* H.6.3: the CPU gives the instruction in a form of 32 bits. In the place of its base register is
 * the offset of the fault in the access, in bytes. Bit 1 is 0 if the instruction had 16 bits. */
static bool decode_transformed(uint64_t htinst, struct access *access)
{
    struct place place;
    bool decoded = decode_32(htinst | 2, access, &place);
    if (!(htinst & 2))
        access->rest.length = 2;
    return decoded && !place.base;
}

/* The instruction in memory may not be the one that the CPU executed: another CPU may have
 * overwritten it since. So it has to make exactly this access. */
static bool decode_fetched(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    struct guest_instruction insn = fetch_guest(exit->pc);
    struct place place;
    bool decoded = false;
    if (insn.length == 4)
        decoded = decode_32(insn.bits, access, &place);
    else if (insn.length == 2)
        decoded = decode_16(insn.bits, access, &place);
    return decoded && vcpu->x[place.base] + place.offset == exit->address;
}

bool access_decode(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    uint64_t htinst = csr_read(htinst);
    bool decoded;
    access->space = SPACE_MEMORY;
    access->address = exit->gpa;
    access->write = exit->cause == CAUSE_STORE_GUEST_PAGE;
    if (exit->cause == CAUSE_FETCH_GUEST_PAGE)
        return false;
    if (!htinst)
        decoded = decode_fetched(vcpu, exit, access);
    else /* bit 0 is 0: the CPU was reading the guest's page tables, H.6.3 */
        decoded = htinst & 1 && decode_transformed(htinst, access);
    if (decoded && access->write)
        access->value = vcpu->x[access->rest.reg] & ~0ul >> (64 - 8 * access->size);
    return decoded;
}

/* --- The rest of the instruction --- */

void access_finish(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access)
{
    vcpu->pc = exit->pc + access->rest.length;
    if (access->write)
        return;
    unsigned unused = 64 - 8 * access->size; /* bits of the register */
    uint64_t value = access->value << unused;
    value = access->rest.is_signed ? (uint64_t)((int64_t)value >> unused) : value >> unused;
    if (access->rest.reg)
        vcpu->x[access->rest.reg] = value;
}

/* --- The fault --- */

/* An atomic operation is a store, Unprivileged 8: all but LR, which is a load. */
static bool is_atomic(uint64_t pc)
{
    struct guest_instruction insn = fetch_guest(pc);
    return insn.length == 4 && FIELD(insn.bits, 0, 7) == OPCODE_ATOMIC &&
           FIELD(insn.bits, 27, 5) != 2;
}

/* QEMU 7.2 reports the fault of an atomic operation as a load's. */
void inject_access_fault(struct vcpu *vcpu, const struct vm_exit *exit)
{
    uint64_t cause = exit->cause; /* already an access fault, if the guest has the machine's chip */
    if (cause == CAUSE_FETCH_GUEST_PAGE)
        cause = CAUSE_FETCH_ACCESS;
    else if (cause == CAUSE_LOAD_GUEST_PAGE)
        cause = is_atomic(exit->pc) ? CAUSE_STORE_ACCESS : CAUSE_LOAD_ACCESS;
    else if (cause == CAUSE_STORE_GUEST_PAGE)
        cause = CAUSE_STORE_ACCESS;
    inject_exception(vcpu, exit->pc, cause, exit->address);
}

/* --- Where nothing is --- */

bool space_faults(enum space space)
{
    return true;
}
