/* The date: what the machine's own clock chip says, which the guest's chip passes on. */
#pragma once

#include <stdint.h>

/* Nanoseconds since 1970, in UTC: riscv64_board.c, aarch64_board.c. (On x86_64 the chip has days
 * and hours, and the guest gets those.) */
uint64_t wall_clock(void);
