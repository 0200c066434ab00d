/* What x86_64_instructions.py says of each instruction. */
#pragma once

#include <stdint.h>

struct record {
    uint8_t code_bytes, length, operation, to_memory, memory_bytes, register_bytes, reg, segment;
    uint8_t base, index, scale, address_bytes, unused[4];
    uint64_t displacement, constant;
    uint8_t bytes[32];
};
_Static_assert(sizeof(struct record) == 64, "");

#define CONSTANT 0xff /* in place of a register */
