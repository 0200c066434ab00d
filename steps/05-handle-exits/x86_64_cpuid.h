/* x86_64: what CPU the guest has. */
#pragma once

#include "machine.h"

/* What CPUID answers a guest for that leaf (eax). */
struct cpuid guest_cpuid(uint32_t leaf);
