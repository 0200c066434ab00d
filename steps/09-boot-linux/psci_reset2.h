/* PSCI's second reset, SYSTEM_RESET2 (DEN 0022, 5.1.11), whose first argument is a type: warm is
 * the only one. A PC has it by vmmcall, as it has the other calls of PSCI. */
#pragma once

#include "smccc.h"

#define SYSTEM_RESET2 0x84000012

hypercall_handler system_reset2;

/* Whether the vCPU's last exit was this call. */
bool asked_for_reset2(const struct vcpu *vcpu);
