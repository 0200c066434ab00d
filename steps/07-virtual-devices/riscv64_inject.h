/* RISC-V: a trap that the guest's own kernel takes. */
#pragma once

#include "vcpu.h"

/* The guest's CPU takes the exception `cause`, whose pc is that and whose stval is `value`: it
 * continues at its vstvec. */
void inject_exception(struct vcpu *vcpu, uint64_t pc, uint64_t cause, uint64_t value);
