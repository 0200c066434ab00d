/* x86_64: the call that becomes "yield", registers, the instruction that waits, and what else is
 * opened for the guest. */
#pragma once

#include "memory_map.h"
#include "smccc.h"
#include "x86_64_permissions.h"

#define YIELD_EXTENSION 0
#define YIELD_NUMBER    (PSCI_BASE + 0xb) /* CPU_FREEZE */

#define COUNTER          RSI
#define RESULT           RAX
#define WAIT_INSTRUCTION 0xf4 /* hlt */
#define WAIT_LENGTH      1

/* The exit's pc as the guest's tables translate it. */
static inline uint64_t address_of_pc(const struct vcpu *vcpu, const struct vm_exit *exit)
{
    return vcpu->vmcb.cs.base + exit->pc;
}

/* A port and an MSR, and one that was open is closed again. */
static inline void open_more(struct guest *guest)
{
    port_set_open(guest->permissions, 0x80, true); /* a PC's diagnostic port */
    port_set_open(guest->permissions, 0x81, true);
    port_set_open(guest->permissions, 0x81, false);
    msr_set_open(guest->permissions, 0x277, true); /* PAT */
}
