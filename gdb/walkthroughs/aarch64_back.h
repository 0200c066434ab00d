/* AArch64: the call sum, and where the guest has its count, its address and its result. */
#pragma once

#define SUM_EXTENSION 0
#define SUM_NUMBER    0x86000004

enum { RESULT = 0, COUNT = 1, ADDRESS = 4 }; /* x0, x1, x4 */
