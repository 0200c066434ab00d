/* x86_64: INS and OUTS, with and without REP: a port on one side, memory on the other. */
#pragma once

#include "x86_64_operand.h"

struct access;
struct vm_exit;

struct string_operand {
    bool repeats;          /* REP: as often as rcx says */
    bool ends;             /* without an access: rcx is 0 */
    uint8_t address_bytes; /* 2, 4 or 8: of rcx, and of rsi or rdi */
    uint8_t *bytes[OPERAND_LONGEST];
};

/* Decodes the access of the next element. Its size is 0 if there is no element left, or if the
 * guest gets an exception. False if the instruction's bytes do not say what the exit says. */
bool decode_string(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access);

/* Does the rest of the instruction: the pc moves past it after the last element. */
void finish_string(struct vcpu *vcpu, const struct vm_exit *exit, const struct access *access);
