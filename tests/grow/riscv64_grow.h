/* RISC-V: the call that becomes "yield", registers, the instruction that waits, and what else is
 * opened for the guest. */
#pragma once

#include "memory_map.h"
#include "riscv64_sbi.h"

#define YIELD_EXTENSION SBI_HSM
#define YIELD_NUMBER    3 /* hart_suspend */

#define COUNTER          18         /* s2 */
#define RESULT           10         /* a0 */
#define WAIT_INSTRUCTION 0x10500073 /* wfi */
#define WAIT_LENGTH      4

/* The exit's pc as the guest's tables translate it. */
static inline uint64_t address_of_pc(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    return exit->pc;
}

/* Nothing: CSRs trap one by one by their hardware's rules. */
static inline void open_more(struct guest *guest)
{
}
