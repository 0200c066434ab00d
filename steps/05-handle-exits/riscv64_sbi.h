/*
 * RISC-V: the calls of the Supervisor Binary Interface, 2.0. a7 is the extension, a6 the function,
 * a0 to a5 are the arguments; a0 becomes the error, a1 the value.
 */
#pragma once

#include "hypercalls.h"

/* An extension's number is its name in ASCII, except the first. The legacy calls have an extension
 * each, and no function: SBI 5. */
enum {
    SBI_BASE = 0x10,       /* SBI 4 */
    SBI_CPPC = 0x43505043, /* 14, processor performance */
    SBI_DBCN = 0x4442434e, /* 12, debug console */
    SBI_HSM = 0x48534d,    /* 9, hart state management */
    SBI_IPI = 0x735049,    /* 7, interprocessor interrupts */
    SBI_NACL = 0x4e41434c, /* 15, nested acceleration */
    SBI_PMU = 0x504d55,    /* 11, performance counters */
    SBI_RFNC = 0x52464e43, /* 8, remote fences */
    SBI_SRST = 0x53525354, /* 10, system reset */
    SBI_STA = 0x535441,    /* 16, steal time */
    SBI_SUSP = 0x53555350, /* 13, system suspend */
    SBI_TIME = 0x54494d45, /* 6 */
    SBI_OURS = 0x0a005753, /* 3.1: of this implementation alone, by its number. Step 10 */
    SBI_LEGACY_CALLS = 9,  /* 0 to 8 */
};
