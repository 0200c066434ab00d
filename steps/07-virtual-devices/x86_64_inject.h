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

/* Makes the guest's CPU raise the exception of that vector instead of executing its next
 * instruction; with that error code, if the exception has one. */
void inject_exception(struct vcpu *vcpu, unsigned vector, uint32_t code);
