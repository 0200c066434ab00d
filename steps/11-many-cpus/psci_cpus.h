/* CPU_ON, CPU_OFF and AFFINITY_INFO, for guests with several CPUs. */
#pragma once

#include <stdint.h>

#define PSCI_CPU_OFF       0x84000002
#define PSCI_CPU_ON        0x84000003
#define PSCI_AFFINITY_INFO 0x84000004

/* Offers the calls whose arguments have that width: SMC_64BIT, or 0. CPU_OFF has none. */
void psci_offer_cpus(uint64_t width);
