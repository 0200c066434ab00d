/* RISC-V: what the instruction of an access still needs once the device has answered. */
#pragma once

struct access_rest {
    uint8_t reg;    /* x[reg] is written to the device, or gets the value that was read */
    uint8_t length; /* of the instruction, in bytes */
    bool is_signed; /* the value that was read is extended by its sign */
};
