/* CPU_ON, CPU_OFF and AFFINITY_INFO, for guests with several CPUs. */
#pragma once

#include <stdint.h>

#define PSCI_VERSION       0x84000000
#define PSCI_CPU_OFF       0x84000002
#define PSCI_CPU_ON        0x84000003
#define PSCI_AFFINITY_INFO 0x84000004

/* Offers the calls with arguments of 32 bits, and those with arguments of that width: SMC_64BIT, or
 * 0. A CPU starts only at a multiple of so many bytes. */
void psci_offer_cpus(uint64_t width, uint64_t instruction_size);
