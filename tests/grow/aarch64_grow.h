/* AArch64: the call that becomes "yield", and what else is opened for the guest. */
#pragma once

#include "memory_map.h"
#include "smccc.h"

#define YIELD_EXTENSION 0
#define YIELD_NUMBER    (PSCI_BASE + 0xb) /* CPU_FREEZE */

/* Nothing: system registers trap in groups. */
static inline void open_more(struct guest *guest)
{
}
