/* RISC-V: what an access leaves to do for its instruction. */
#pragma once

struct access_rest {
    uint8_t reg;    /* x[reg] is what is written, or where to put what was read */
    uint8_t length; /* of the instruction, in bytes */
    bool is_signed; /* what was read is extended by its sign */
};
