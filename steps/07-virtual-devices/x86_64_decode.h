/*
 * x86_64: a guest's access to a device's memory. The CPU says where it was; only the instruction
 * itself says what is read or written, and what else there is to do.
 */
#pragma once

#include "x86_64_instruction.h"

struct access;
struct vcpu;
struct vm_exit;
struct vmcb;
struct vmcb_segment;

/* What the instruction still needs once the device has answered. */
struct memory_operand {
    struct instruction instruction;
    uint64_t old; /* if the access is a write: what was in memory before, where that counts */
};

/* Decodes the instruction's first access, after a nested page fault: the read, if it reads and then
 * writes. False if its bytes are not there, or do not say what the exit says, or say something that
 * is not emulated. */
bool decode_memory_access(struct vcpu *vcpu, const struct vm_exit *exit, struct access *access);

/* Does the rest: the second access, the registers and flags; and moves the pc on. */
void finish_memory_access(struct vcpu *vcpu, const struct vm_exit *exit,
                          const struct access *access);

/* --- For other operands in memory: x86_64_operand.c --- */

/* Where in its segment the operand in memory is. */
uint64_t effective_address(const struct vcpu *vcpu, const struct instruction *instruction);

const struct vmcb_segment *segment_of(const struct vmcb *vmcb, enum segment which);

/* The linear address of that many bytes at that offset of the segment. False if its limit does not
 * allow them. */
bool linear_address(const struct vmcb *vmcb, enum segment which, uint64_t offset, unsigned bytes,
                    uint64_t *linear);
