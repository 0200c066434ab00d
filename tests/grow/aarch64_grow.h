/* AArch64: the call that becomes "yield", registers, the instruction that waits, and what else is
 * opened for the guest. */
#pragma once

#include "memory_map.h"
#include "smccc.h"

#define YIELD_EXTENSION 0
#define YIELD_NUMBER    (PSCI_BASE + 0xb) /* CPU_FREEZE */

#define COUNTER          22
#define RESULT           0
#define WAIT_INSTRUCTION 0xd503207f /* wfi */
#define WAIT_LENGTH      4

/* The exit's pc as the guest's tables translate it. */
static inline uint64_t address_of_pc(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    return exit->pc;
}

/* Nothing: system registers trap in groups. */
static inline void open_more(struct guest *guest)
{
}
