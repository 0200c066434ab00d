/* x86_64: string instructions for ports. Sections are of APM vol. 3. */
#include "access.h"

#define RFLAGS_DF BIT(10) /* the strings go down */

/* --- The instruction's bytes --- */

struct string_instruction {
    bool operand_size, address_size, repeats;
    enum segment segment; /* of what OUTS reads */
};

/* 1.2: the bytes before the opcode. REX, the last of them, does not matter here. */
static bool take_prefix(struct string_instruction *to, uint8_t byte, bool last, unsigned code_bytes)
{
    if (byte == 0x66)
        to->operand_size = true;
    else if (byte == 0x67)
        to->address_size = true;
    else if (byte == 0xf2 || byte == 0xf3)
        to->repeats = true;
    else if (byte == 0x64 || byte == 0x65)
        to->segment = FS + (byte & 1);
    else if ((byte & 0xe7) == 0x26)
        to->segment = code_bytes == 8 ? to->segment : byte >> 3 & 3;
    else
        return last && code_bytes == 8 && (byte & 0xf0) == 0x40;
    return true;
}

/* Whether these bytes are an instruction for which the CPU gives this info. Another CPU or a device
 * may have changed them since the exit. */
static bool take_bytes(struct string_instruction *to, const uint8_t *bytes, unsigned count,
                       uint64_t info, unsigned code_bytes)
{
    unsigned size = IOIO_BYTES(info), opcode = 0x6c | (info & IOIO_IN ? 0 : 2) | (size > 1);
    for (unsigned i = 0; i < count - 1; i++) {
        if (!take_prefix(to, bytes[i], i == count - 2, code_bytes))
            return false;
    }
    unsigned words = (code_bytes == 2) == to->operand_size ? 4 : 2;
    return bytes[count - 1] == opcode && to->repeats == !!(info & IOIO_REP) &&
           size == (opcode & 1 ? words : 1);
}

/* --- An element --- */

static uint64_t string_register(const struct vcpu *vcpu, unsigned n, unsigned address_bytes)
{
    return zero_extend(vcpu->r[n], address_bytes);
}

static void add_to_register(struct vcpu *vcpu, unsigned n, unsigned address_bytes, int64_t value)
{
    uint64_t sum = zero_extend(vcpu->r[n] + value, address_bytes);
    vcpu->r[n] = address_bytes == 2 ? (vcpu->r[n] & ~0xfffful) | sum : sum;
}

bool decode_string(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access)
{
    struct string_instruction instruction = {.segment = DS};
    struct string_operand *operand = &access->rest.string;
    unsigned code = code_bytes(&vcpu->vmcb), size = IOIO_BYTES(exit->info);
    uint8_t bytes[INSTRUCTION_LONGEST];
    uint64_t length = vcpu->vmcb.exitinfo2 - exit->pc;
    bool in = exit->info & IOIO_IN;
    if (!length || length > INSTRUCTION_LONGEST ||
        guest_fetch(vcpu, exit->pc, bytes, length) != length ||
        !take_bytes(&instruction, bytes, length, exit->info, code))
        return false;

    operand->repeats = instruction.repeats;
    operand->address_bytes = instruction.address_size ? (code == 4 ? 2 : 4) : code;
    operand->ends = instruction.repeats && !string_register(vcpu, RCX, operand->address_bytes);
    uint64_t offset = string_register(vcpu, in ? RDI : RSI, operand->address_bytes);
    access->size = 0;
    if (operand->ends ||
        !operand_find(vcpu, in ? ES : instruction.segment, offset, size, in, operand->bytes))
        return true;
    access->size = size;
    access->value = 0;
    for (unsigned i = 0; !in && i < size; i++)
        access->value |= (uint64_t)*operand->bytes[i] << 8 * i;
    return true;
}

void finish_string(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access)
{
    const struct string_operand *operand = &access->rest.string;
    unsigned wide = operand->address_bytes;
    bool ends = operand->ends;
    for (unsigned i = 0; !access->write && i < access->size; i++)
        *operand->bytes[i] = access->value >> 8 * i;
    if (access->size) {
        int64_t step = vcpu->vmcb.rflags & RFLAGS_DF ? -(int64_t)access->size : access->size;
        add_to_register(vcpu, access->write ? RSI : RDI, wide, step);
        if (operand->repeats)
            add_to_register(vcpu, RCX, wide, -1);
        ends = !operand->repeats || !string_register(vcpu, RCX, wide);
        vcpu->vmcb.interrupt_shadow = 0;
    }
    if (ends)
        skip_instruction(vcpu, exit);
}
