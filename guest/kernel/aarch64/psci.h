/* AArch64: calls of the firmware, by PSCI: DEN 0022. */
#pragma once

#include <stdint.h>

/* 5.1 */
#define SYSTEM_OFF        0x84000008
#define SYSTEM_RESET      0x84000009
#define SYSTEM_RESET2     0x84000012
#define SYSTEM_WARM_RESET 0
#define CPU_ON            0xc4000003

/* boot.c. Returns x0: below 0 an error. */
int64_t psci_call(uint64_t function, uint64_t first, uint64_t second, uint64_t third);
