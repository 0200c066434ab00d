/* Exercise 5.1: a hypercall of your own. */
#pragma once

#include "hypercalls.h"
#include "print.h"

/* Your answer: from now on the guest can make the call of those numbers, which divides. The table
 * has the call already, refused. */
void offer_divide(uint64_t extension, uint64_t number);

/* Put a call's result where the guest looks for it, and return GUEST_RESUMES: the value, or the
 * error "invalid parameter". */
enum guest_action succeed(struct vcpu *vcpu, uint64_t value);
enum guest_action refuse(struct vcpu *vcpu);

/* It may call these, hypercall_offer(), hypercall_argument(), and printf(). */
