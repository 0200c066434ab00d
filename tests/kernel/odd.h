/* What ARCH.S has for odd.c and leak.c. */
#pragma once

#include <stdint.h>

/* Instructions of which a program has to die, or which do nothing; up to a NULL. */
extern void (*const odd_instructions[])(void);

/* Fills every register that a program has with a pattern, and never returns: exits. */
_Noreturn void fill_and_exit(void);

/* How many registers of 64 bits were not 0 at the program's start, sp and those of the start apart.
 */
uint64_t not_zero(void);

/* Fills all registers of floating point with that, waits so long, and says how many have changed.
 */
uint64_t fp_changed(uint64_t pattern, uint64_t loops);

/* The same for a system call that fails: how many of the other registers have changed. */
uint64_t changed_by_call(void);
