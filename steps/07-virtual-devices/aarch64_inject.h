/* AArch64: an exception that the guest's own kernel takes. */
#pragma once

#include "vcpu.h"

/* The guest's CPU takes the exception of that syndrome (ESR_EL1) to EL1, with that pc as ELR_EL1:
 * it continues at its vector. */
void inject_exception(struct vcpu *vcpu, uint64_t pc, uint64_t esr);
