/* x86_64: a guest's access to a device's memory, and the rest of its instruction. */
#include "devices.h"
#include "guest_memory.h"
#include "x86_64_operand.h"

#define EXPANDS_DOWN   0x014               /* a segment of data, from its limit up, 4.7.3 */
#define DATA_DIRECTION (EXPANDS_DOWN | 8u) /* the bits that say so */

/* --- Registers --- */

/* REGISTER_AH and those after it are bits 8 to 15 of the first four. */
static unsigned shift_of(unsigned reg)
{
    return reg < REGISTER_AH ? 0 : 8;
}

static uint64_t register_value(const struct vcpu *vcpu, const struct instruction *instruction)
{
    unsigned reg = instruction->reg;
    uint64_t all = vcpu_register(vcpu, reg < REGISTER_AH ? reg : reg - REGISTER_AH);
    return zero_extend(all >> shift_of(reg), instruction->register_bytes);
}

/* APM vol. 3 1.2.7: 8 and 16 bits leave the others of the register alone; 32 bits clear them. */
static void set_register(struct vcpu *vcpu, const struct instruction *instruction, uint64_t value)
{
    unsigned reg = instruction->reg, bytes = instruction->register_bytes;
    unsigned shift = shift_of(reg), n = reg < REGISTER_AH ? reg : reg - REGISTER_AH;
    value = zero_extend(value, bytes);
    if (bytes < 4) {
        uint64_t mask = (BIT(8 * bytes) - 1) << shift;
        value = (vcpu_register(vcpu, n) & ~mask) | value << shift;
    }
    vcpu_set_register(vcpu, n, value);
}

#define RFLAGS_CF BIT(0) /* APM vol. 2 3.1.6 */
#define RFLAGS_PF BIT(2)
#define RFLAGS_AF BIT(4)
#define RFLAGS_ZF BIT(6)
#define RFLAGS_SF BIT(7)
#define RFLAGS_OF BIT(11)

/* As AND, OR and TEST do; they leave AF undefined. */
static void set_flags(struct vmcb *vmcb, uint64_t result, unsigned bytes)
{
    vmcb->rflags &= ~(RFLAGS_CF | RFLAGS_PF | RFLAGS_AF | RFLAGS_ZF | RFLAGS_SF | RFLAGS_OF);
    if (!__builtin_parity(result & 0xff))
        vmcb->rflags |= RFLAGS_PF;
    if (!result)
        vmcb->rflags |= RFLAGS_ZF;
    if (result >> (8 * bytes - 1))
        vmcb->rflags |= RFLAGS_SF;
}

/* --- Addresses --- */

static bool in_limit(const struct vmcb_segment *segment, uint64_t offset, unsigned bytes)
{
    uint64_t last = offset + bytes - 1;
    if ((segment->attributes & DATA_DIRECTION) != EXPANDS_DOWN)
        return last <= segment->limit;
    uint64_t top = segment->attributes & SEGMENT_32 ? UINT32_MAX : UINT16_MAX;
    return offset > segment->limit && last <= top;
}

const struct vmcb_segment *segment_of(const struct vmcb *vmcb, enum segment which)
{
    const struct vmcb_segment *segments[] = {&vmcb->es, &vmcb->cs, &vmcb->ss,
                                             &vmcb->ds, &vmcb->fs, &vmcb->gs};
    return segments[which];
}

/* In 64-bit code a segment is at most a base. */
bool linear_address(const struct vmcb *vmcb, enum segment which, uint64_t offset, unsigned bytes,
                    uint64_t *linear)
{
    const struct vmcb_segment *segment = segment_of(vmcb, which);
    if (code_bytes(vmcb) == 8) {
        *linear = offset + (which < FS ? 0 : segment->base);
        return true;
    }
    *linear = (uint32_t)(segment->base + offset);
    return in_limit(segment, offset, bytes);
}

uint64_t effective_address(const struct vcpu *vcpu, const struct instruction *instruction)
{
    uint64_t address = instruction->displacement;
    if (instruction->base == REGISTER_PC)
        address += vcpu->vmcb.rip + instruction->length;
    else if (instruction->base != NO_REGISTER)
        address += vcpu_register(vcpu, instruction->base);
    if (instruction->index != NO_REGISTER)
        address += vcpu_register(vcpu, instruction->index) << instruction->scale;
    return zero_extend(address, instruction->address_bytes);
}

/* Whether the operand in memory is at that GPA; and its linear address. */
static bool is_at(struct vcpu *vcpu, const struct instruction *instruction, uint64_t gpa,
                  uint64_t *linear)
{
    const struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t offset = effective_address(vcpu, instruction), found;
    return linear_address(vmcb, CS, vmcb->rip, instruction->length, linear) &&
           linear_address(vmcb, instruction->segment, offset, instruction->memory_bytes, linear) &&
           guest_translate(vcpu, *linear, &found) && found == gpa;
}

/* --- What the instruction does --- */

static bool reads_memory(const struct instruction *instruction)
{
    return instruction->operation != MOVE || !instruction->to_memory;
}

static bool writes_memory(const struct instruction *instruction)
{
    return instruction->operation != TEST && instruction->to_memory;
}

/* From the value in memory and the other operand: what the destination gets. */
static uint64_t result_of(const struct vcpu *vcpu, const struct instruction *instruction,
                          uint64_t memory)
{
    uint64_t other = instruction->has_constant
                         ? zero_extend(instruction->constant, instruction->memory_bytes)
                         : register_value(vcpu, instruction);
    switch (instruction->operation) {
    case AND:
    case TEST:
        return memory & other;
    case OR:
        return memory | other;
    case MOVE_SIGNED:
        return sign_extend(memory, instruction->memory_bytes);
    default:
        return instruction->to_memory ? other : memory;
    }
}

/* --- The accesses --- */

/* Vol. 2 15.25.6: whether the CPU made an access of this kind, and for the instruction itself: not
 * to fetch it, to walk the guest's tables, or to deliver an event. An instruction that reads and
 * then writes may exit at either. */
static bool is_exit_of(const struct vmcb *vmcb, const struct instruction *instruction)
{
    uint64_t info = vmcb->exitinfo1;
    if ((info & (NPF_FINAL | NPF_GUEST_TABLE | NPF_FETCH)) != NPF_FINAL ||
        vmcb->exitintinfo & EXITINTINFO_VALID)
        return false;
    return info & NPF_WRITE ? writes_memory(instruction) : reads_memory(instruction);
}

/* The CPU has checked the guest's own page tables only for the access that exited, which may be the
 * first of two. */
static bool may_write(struct vcpu *vcpu, const struct instruction *instruction, uint64_t linear)
{
    return !writes_memory(instruction) || vcpu->vmcb.exitinfo1 & NPF_WRITE ||
           operand_may_be_written(vcpu, linear);
}

/* The CPU can read what is mapped but not writable: flash. Then only the write is left for the
 * device. */
static bool read_mapped(struct vcpu *vcpu, uint64_t gpa, unsigned bytes, uint64_t *value)
{
    uint64_t left;
    if (!(vcpu->vmcb.exitinfo1 & NPF_PRESENT))
        return false;
    const uint8_t *at = guest_memory_at(vcpu->guest, gpa, STAGE2_R, &left);
    if (!at || left < bytes)
        return false;
    for (unsigned i = 0; i < bytes; i++)
        *value |= (uint64_t)at[i] << 8 * i;
    return true;
}

bool decode_memory_access(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    struct memory_operand *operand = &access->rest.memory;
    struct instruction *instruction = &operand->instruction;
    uint8_t bytes[INSTRUCTION_LONGEST];
    unsigned count = guest_fetch(vcpu, exit->pc, bytes, sizeof bytes);
    uint64_t linear;
    if (!instruction_decode(instruction, bytes, count, code_bytes(&vcpu->vmcb)) ||
        !is_exit_of(&vcpu->vmcb, instruction) || !is_at(vcpu, instruction, exit->gpa, &linear) ||
        !may_write(vcpu, instruction, linear))
        return false;
    access->space = SPACE_MEMORY;
    access->address = exit->gpa;
    access->size = instruction->memory_bytes;
    operand->old = 0;
    access->write =
        !reads_memory(instruction) ||
        (writes_memory(instruction) && read_mapped(vcpu, exit->gpa, access->size, &operand->old));
    if (access->write)
        access->value = result_of(vcpu, instruction, operand->old);
    return true;
}

void finish_memory_access(struct vcpu *vcpu, const struct vm_exit *exit,
                          const struct access *access)
{
    const struct memory_operand *operand = &access->rest.memory;
    const struct instruction *instruction = &operand->instruction;
    enum operation operation = instruction->operation;
    uint64_t old = access->write ? operand->old : zero_extend(access->value, access->size);
    uint64_t result = result_of(vcpu, instruction, old);

    if (!access->write && writes_memory(instruction)) {
        struct access second = *access;
        second.write = true;
        second.value = result;
        device_access(vcpu->guest, &second);
    }
    if (!instruction->to_memory)
        set_register(vcpu, instruction, result);
    else if (operation == EXCHANGE)
        set_register(vcpu, instruction, old);
    if (operation == TEST || operation == AND || operation == OR)
        set_flags(&vcpu->vmcb, result, instruction->memory_bytes);
    skip_bytes(vcpu, instruction->length);
}
