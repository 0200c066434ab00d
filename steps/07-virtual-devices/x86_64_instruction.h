/*
 * x86_64: one instruction that accesses memory, from its bytes: what it does, with how much, and
 * where its operand in memory is. APM vol. 3.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define INSTRUCTION_LONGEST 15 /* bytes, with the prefixes, 1.1 */

/* What it does with the operand in memory and the other one, a register or a constant. */
enum operation {
    NO_OPERATION, /* none that is emulated */
    MOVE,         /* MOV, and MOVZX */
    MOVE_SIGNED,  /* MOVSX, MOVSXD */
    EXCHANGE,
    TEST,
    AND,
    OR,
};

enum segment { ES, CS, SS, DS, FS, GS };

/* Numbers of registers that have none in an instruction. */
enum {
    REGISTER_AH = 16, /* and CH, DH, BH */
    REGISTER_PC = 20, /* of the next instruction */
    NO_REGISTER,
};

struct instruction {
    enum operation operation;
    uint8_t length; /* bytes */

    /* The other operand. */
    bool has_constant;
    uint64_t constant;
    uint8_t reg;            /* without a constant */
    uint8_t register_bytes; /* 1, 2, 4 or 8; memory_bytes, except where it extends */

    /* The operand in memory. */
    bool to_memory;       /* the result goes there, else into the register */
    uint8_t memory_bytes; /* 1, 2, 4 or 8 */
    uint8_t segment, base, index, scale;
    uint8_t address_bytes; /* base + (index << scale) + displacement, modulo 2, 4 or 8 bytes */
    uint64_t displacement;
};

/* Decodes the instruction at the start of these bytes, at most INSTRUCTION_LONGEST, in 16-, 32- or
 * 64-bit code: code_bytes is 2, 4 or 8. False if they are too few, or it is not one that accesses
 * memory by an operation of the list above. */
bool instruction_decode(struct instruction *instruction, const uint8_t *bytes, unsigned count,
                        unsigned code_bytes);

/* That number of bytes, the lowest, as a signed number: 1, 2, 4 or 8. */
static inline uint64_t sign_extend(uint64_t value, unsigned bytes)
{
    unsigned unused = 64 - 8 * bytes;
    return (int64_t)(value << unused) >> unused;
}

/* The same as an unsigned number. */
static inline uint64_t zero_extend(uint64_t value, unsigned bytes)
{
    unsigned unused = 64 - 8 * bytes;
    return value << unused >> unused;
}
