/* For the graders of this step: the guest with its kernel, which is the exercise's own. */
#pragma once

#include "vm.h"

/* Makes the guest with so many bytes of RAM, and loads its CPU: run_vcpu() enters it. */
void guest_boot(struct vm *vm, uint64_t ram);
