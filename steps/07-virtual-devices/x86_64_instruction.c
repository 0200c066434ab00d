/* x86_64: one instruction that accesses memory, from its bytes. Sections are of APM vol. 3. */
#include "x86_64_instruction.h"

#include "vcpu.h"

/* --- Bytes --- */

struct reader {
    const uint8_t *bytes;
    unsigned count, at;
    unsigned code_bytes; /* 2, 4 or 8: of 16-, 32- or 64-bit code */
    bool ended;          /* more was asked for than there is */
};

static uint64_t take_signed(struct reader *reader, unsigned bytes)
{
    uint64_t value = 0;
    if (reader->count - reader->at < bytes) {
        reader->at = reader->count;
        reader->ended = true;
        return 0;
    }
    for (unsigned i = 0; i < bytes; i++)
        value |= (uint64_t)reader->bytes[reader->at++] << 8 * i;
    return sign_extend(value, bytes);
}

/* --- Prefixes, 1.2 --- */

#define REX_W BIT(3) /* operands of 64 bits */
#define REX_R BIT(2) /* a fourth bit for the number in ModRM.reg, */
#define REX_X BIT(1) /* for the index's, */
#define REX_B BIT(0) /* and for the base's */

#define NO_SEGMENT 0xff

struct prefixes {
    bool operand_size, address_size, lock;
    uint8_t segment; /* NO_SEGMENT without an override */
    uint8_t rex;     /* 0 without a REX */
};

/* Reads all prefixes and returns the byte after them. REP and REPNE are none of these: they belong
 * to string instructions, 1.2.6. */
static uint8_t take_prefixes(struct reader *reader, struct prefixes *prefixes)
{
    bool long_mode = reader->code_bytes == 8;
    for (;;) {
        uint8_t byte = take_signed(reader, 1);
        bool is_rex = long_mode && (byte & 0xf0) == 0x40;
        if (byte == 0x66)
            prefixes->operand_size = true;
        else if (byte == 0x67)
            prefixes->address_size = true;
        else if (byte == 0xf0)
            prefixes->lock = true;
        else if (byte == 0x64 || byte == 0x65)
            prefixes->segment = FS + (byte & 1);
        else if ((byte & 0xe7) == 0x26) /* 26, 2e, 36, 3e; 1.2.4: ignored in 64-bit code */
            prefixes->segment = long_mode ? prefixes->segment : byte >> 3 & 3;
        else if (!is_rex)
            return byte;
        prefixes->rex = is_rex ? byte : 0; /* 1.2.7: it counts only if it is the last prefix */
    }
}

/* --- Opcodes, appendix A --- */

enum operands {
    MEMORY_REGISTER, /* the destination first; ModRM says which */
    REGISTER_MEMORY,
    MEMORY_CONSTANT,
    MEMORY_CONSTANT_BYTE,
    MEMORY_ACCUMULATOR, /* no ModRM: the offset follows the opcode */
    ACCUMULATOR_MEMORY,
};

/* Opcodes whose operation is said by ModRM.reg: the manual's groups 1, 3 and 11. */
enum { GROUP_1 = OR + 1, GROUP_3, GROUP_11 };
static const uint8_t groups[][8] = {
    [GROUP_1] = {[1] = OR, [4] = AND},
    [GROUP_3] = {[0] = TEST},
    [GROUP_11] = {[0] = MOVE},
};

/* By opcode, with 0x100 if 0F is before it. The lowest bit tells bytes from larger operands. */
static const struct form {
    uint8_t operation, operands;
} forms[] = {
    [0x08 ... 0x09] = {OR, MEMORY_REGISTER},
    [0x0a ... 0x0b] = {OR, REGISTER_MEMORY},
    [0x20 ... 0x21] = {AND, MEMORY_REGISTER},
    [0x22 ... 0x23] = {AND, REGISTER_MEMORY},
    [0x63] = {MOVE_SIGNED, REGISTER_MEMORY},
    [0x80 ... 0x81] = {GROUP_1, MEMORY_CONSTANT},
    [0x83] = {GROUP_1, MEMORY_CONSTANT_BYTE},
    [0x84 ... 0x85] = {TEST, MEMORY_REGISTER},
    [0x86 ... 0x87] = {EXCHANGE, MEMORY_REGISTER},
    [0x88 ... 0x89] = {MOVE, MEMORY_REGISTER},
    [0x8a ... 0x8b] = {MOVE, REGISTER_MEMORY},
    [0xa0 ... 0xa1] = {MOVE, ACCUMULATOR_MEMORY},
    [0xa2 ... 0xa3] = {MOVE, MEMORY_ACCUMULATOR},
    [0xc6 ... 0xc7] = {GROUP_11, MEMORY_CONSTANT},
    [0xf6 ... 0xf7] = {GROUP_3, MEMORY_CONSTANT},
    [0x1b6 ... 0x1b7] = {MOVE, REGISTER_MEMORY}, /* MOVZX */
    [0x1be ... 0x1bf] = {MOVE_SIGNED, REGISTER_MEMORY},
};

/* --- Where the operand in memory is: ModRM and SIB, 1.4 --- */

/* A SIB is divided in the same way: scale, index, base. */
struct modrm {
    uint8_t mod, reg, rm;
};

static struct modrm take_modrm(struct reader *reader)
{
    uint8_t byte = take_signed(reader, 1);
    return (struct modrm){byte >> 6, byte >> 3 & 7, byte & 7};
}

static uint64_t take_displacement(struct reader *reader, uint8_t mod, bool no_base, unsigned bytes)
{
    if (no_base || mod == 2)
        return take_signed(reader, bytes);
    return mod == 1 ? take_signed(reader, 1) : 0;
}

static void take_address_16(struct reader *reader, struct instruction *to, struct modrm modrm)
{
    static const uint8_t bases[] = {RBX, RBX, RBP, RBP, RSI, RDI, RBP, RBX};
    static const uint8_t indices[] = {RSI, RDI, RSI, RDI};
    bool no_base = modrm.mod == 0 && modrm.rm == 6;
    to->base = no_base ? NO_REGISTER : bases[modrm.rm];
    if (modrm.rm < 4)
        to->index = indices[modrm.rm];
    to->displacement = take_displacement(reader, modrm.mod, no_base, 2);
}

static void take_address(struct reader *reader, struct instruction *to, struct modrm modrm,
                         uint8_t rex)
{
    uint8_t base = modrm.rm;
    bool has_sib = base == 4;
    if (has_sib) {
        struct modrm sib = take_modrm(reader);
        uint8_t index = sib.reg | (rex & REX_X ? 8 : 0);
        to->index = index == RSP ? NO_REGISTER : index;
        to->scale = sib.mod;
        base = sib.rm;
    }
    bool no_base = modrm.mod == 0 && base == 5;
    to->base = base | (rex & REX_B ? 8 : 0);
    if (no_base) /* 1.7.1: in 64-bit code the form without a SIB is relative to the pc */
        to->base = reader->code_bytes == 8 && !has_sib ? REGISTER_PC : NO_REGISTER;
    to->displacement = take_displacement(reader, modrm.mod, no_base, 4);
}

/* --- The other operand --- */

/* 1.2.7: without a REX prefix the numbers 4 to 7 of bytes are those of AH to BH. */
static uint8_t register_of(const struct instruction *instruction, struct modrm modrm,
                           const struct prefixes *prefixes)
{
    if (instruction->register_bytes == 1 && !prefixes->rex && modrm.reg >= 4)
        return REGISTER_AH + modrm.reg - 4;
    return modrm.reg | (prefixes->rex & REX_R ? 8 : 0);
}

static void set_sizes(struct instruction *to, unsigned opcode, const struct prefixes *prefixes,
                      unsigned code_bytes)
{
    unsigned words = (code_bytes == 2) == prefixes->operand_size ? 4 : 2; /* 1.2.2 */
    if (prefixes->rex & REX_W)
        words = 8;
    to->register_bytes = opcode & 1 || opcode >= 0x100 ? words : 1;
    to->memory_bytes = to->register_bytes;
    if (opcode >= 0x100) /* they extend */
        to->memory_bytes = opcode & 1 ? 2 : 1;
    else if (opcode == 0x63)
        to->memory_bytes = 4;
    to->address_bytes = code_bytes; /* 1.2.3 */
    if (prefixes->address_size)
        to->address_bytes = code_bytes == 4 ? 2 : 4;
}

/* --- The instruction --- */

static void take_operands(struct reader *reader, struct instruction *to, const struct form *form,
                          const struct prefixes *prefixes)
{
    if (form->operands >= MEMORY_ACCUMULATOR) {
        to->reg = RAX;
        to->displacement = take_signed(reader, to->address_bytes);
        return;
    }
    struct modrm modrm = take_modrm(reader);
    if (modrm.mod == 3) /* a register: no access to memory */
        to->operation = NO_OPERATION;
    else if (form->operation >= GROUP_1)
        to->operation = groups[form->operation][modrm.reg];
    if (to->address_bytes == 2)
        take_address_16(reader, to, modrm);
    else
        take_address(reader, to, modrm, prefixes->rex);
    if (to->base == RSP || to->base == RBP) /* 1.2.4 */
        to->segment = SS;
    to->reg = register_of(to, modrm, prefixes);
    to->has_constant = form->operands >= MEMORY_CONSTANT;
    if (form->operands == MEMORY_CONSTANT_BYTE)
        to->constant = take_signed(reader, 1);
    else if (to->has_constant) /* 1.5: 32 bits at most */
        to->constant = take_signed(reader, to->register_bytes == 8 ? 4 : to->register_bytes);
}

static bool is_legal(const struct instruction *instruction, bool lock)
{
    enum operation does = instruction->operation;
    bool may_lock = does == EXCHANGE || ((does == AND || does == OR) && instruction->to_memory);
    return does != NO_OPERATION && (!lock || may_lock) && /* 1.2.5 */
           instruction->memory_bytes <= instruction->register_bytes;
}

bool instruction_decode(struct instruction *instruction, const uint8_t *bytes, unsigned count,
                        unsigned code_bytes)
{
    struct reader reader = {.bytes = bytes, .count = count, .code_bytes = code_bytes};
    struct prefixes prefixes = {.segment = NO_SEGMENT};
    unsigned opcode = take_prefixes(&reader, &prefixes);
    if (opcode == 0x0f)
        opcode = 0x100 | (uint8_t)take_signed(&reader, 1);
    if (opcode >= ARRAY_LENGTH(forms) || (opcode == 0x63 && code_bytes != 8)) /* 0x63: ARPL */
        return false;
    const struct form *form = &forms[opcode];
    if (!form->operation)
        return false;
    *instruction = (struct instruction){
        .operation = form->operation,
        .to_memory = form->operands != REGISTER_MEMORY && form->operands != ACCUMULATOR_MEMORY,
        .segment = DS,
        .base = NO_REGISTER,
        .index = NO_REGISTER,
    };
    set_sizes(instruction, opcode, &prefixes, code_bytes);
    take_operands(&reader, instruction, form, &prefixes);
    if (prefixes.segment != NO_SEGMENT)
        instruction->segment = prefixes.segment;
    instruction->length = reader.at;
    return !reader.ended && is_legal(instruction, prefixes.lock);
}
