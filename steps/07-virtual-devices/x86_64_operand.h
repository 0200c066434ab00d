/*
 * x86_64: an operand in the guest's memory that did not exit itself, as string instructions for
 * ports have one. The hypervisor finds it as the guest's CPU would, by segment, limit, and the
 * guest's own paging.
 */
#pragma once

#include "x86_64_instruction.h"

struct vcpu;

#define OPERAND_LONGEST 4 /* bytes */

/* Whether the guest's own paging lets it write there. If not, its page fault is injected. */
bool operand_may_be_written(struct vcpu *vcpu, uint64_t linear);

/* Finds the HPA of each of its bytes, to read or write them. False if the guest's CPU would raise
 * an exception instead: it is injected. */
bool operand_find(struct vcpu *vcpu, enum segment segment, uint64_t offset, unsigned size,
                  bool write, uint8_t *bytes[]);
