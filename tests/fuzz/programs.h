/* A guest that starts with programs, from step 8 on: ARCH_programs.c. Before, no_programs.c has it
 * and does nothing. */
#pragma once

#include "fuzz.h"

/* In half of the streams: turns on the guest's own translation, in which the lower half of the
 * addresses is the programs', one to one, and the upper half is the kernel's, the same memory
 * again. The guest starts in a program, or in its kernel. After board_prepare(). Returns
 * whether it did so. */
bool start_program(struct vcpu *vcpu);
