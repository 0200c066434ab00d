/* x86_64: exceptions that the hypervisor makes a guest's CPU raise. */
#pragma once

#include <stdint.h>

struct vcpu;

/* APM 8.2 */
enum {
    VECTOR_DE = 0,
    VECTOR_DB = 1,
    VECTOR_UD = 6,
    VECTOR_DF = 8,
    VECTOR_TS = 10,
    VECTOR_SS = 12,
    VECTOR_GP = 13,
    VECTOR_PF = 14,
    VECTOR_MF = 16,
    VECTOR_AC = 17,
};

/* The guest's CPU raises the exception of that vector in the place of its next instruction; with
 * that error code, if it is one that has a code. */
void inject_exception(struct vcpu *vcpu, unsigned vector, uint32_t code);
