/* The one-way entry into a guest, and its first trap. */
#pragma once

#include "machine.h"
#include "memory_map.h"

/*
 * Enters guest mode at the guest-physical address pc, with the stage-2 table whose root is at root
 * (HPA, STAGE2_ROOT_SIZE bytes, aligned to its size). It does not return: the guest's first trap
 * calls guest_trapped().
 */
_Noreturn void enter_guest(uint64_t pc, void *root);

/* Defined by the step: called at the guest's first trap, on the empty boot stack. */
_Noreturn void guest_trapped(void);

/* Prints why the guest trapped, in the manual's words, with the registers that say so. */
void print_trap(void);

/* Whether the guest trapped because stage 2 does not let it use that guest-physical address. On
 * RISC-V, whose instructions are at even addresses, bit 0 does not count. */
bool trapped_at(uint64_t gpa);

/* Whether the guest trapped because it made a hypercall. */
bool trapped_by_hypercall(void);
