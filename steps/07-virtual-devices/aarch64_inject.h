/* AArch64: an exception that the guest's own kernel takes. */
#pragma once

#include "vcpu.h"

/* Makes the guest's CPU take an exception to EL1: esr goes into ESR_EL1, pc into ELR_EL1, and the
 * guest continues at its vector. */
void inject_exception(struct vcpu *vcpu, uint64_t pc, uint64_t esr);
