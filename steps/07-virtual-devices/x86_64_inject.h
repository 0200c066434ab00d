/* x86_64: exceptions that the hypervisor makes a guest's CPU raise. */
#pragma once

#include <stdint.h>

struct vcpu;

enum { VECTOR_DF = 8, VECTOR_SS = 12, VECTOR_GP = 13, VECTOR_PF = 14 };

/* The guest's CPU raises the exception of that vector, which has an error code, in the place of its
 * next instruction. */
void inject_exception(struct vcpu *vcpu, unsigned vector, uint32_t code);
