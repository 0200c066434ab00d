/* RISC-V: the call sum, and where the guest has its count, its address and its result. */
#pragma once

#define SUM_EXTENSION 0x09005753
#define SUM_NUMBER    0

enum { RESULT = 10 /* a0 */, COUNT = 10, ADDRESS = 12 /* a2 */ };
