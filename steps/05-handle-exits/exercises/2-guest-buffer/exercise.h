/* Exercise 5.2: random bytes for a guest. */
#pragma once

#include "guest_memory.h"
#include "hypercalls.h"
#include "print.h"

/* Your answer: from now on the guest can make the call of those numbers. Its arguments are a GPA
 * and a length in bytes: the buffer that it wants filled. */
void offer_random_bytes(uint64_t extension, uint64_t number);

/* The source: its next byte. */
uint8_t next_byte(void);

/* Put a call's result where the guest looks for it, and return GUEST_RESUMES: the value, or the
 * error "invalid parameter". */
enum guest_action succeed(struct vcpu *vcpu, uint64_t value);
enum guest_action refuse(struct vcpu *vcpu);

/* It may call these, hypercall_offer(), hypercall_argument(), guest_memory_at(),
 * guest_memory_clean(), and printf(). */
