/* RISC-V: the call that becomes "yield", and what else is opened for the guest. */
#pragma once

#include "memory_map.h"
#include "riscv64_sbi.h"

#define YIELD_EXTENSION SBI_HSM
#define YIELD_NUMBER    3 /* hart_suspend */

/* Nothing: CSRs trap one by one by their hardware's rules. */
static inline void open_more(struct guest *guest)
{
}
