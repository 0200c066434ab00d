/*
 * Instead of arch/ARCH/registers.h, when the hypervisor's sources are compiled for the host: the
 * machine's constants, taken from that very file as its assembly sees them, without the inline
 * assembly. Sources that know no machine are compiled with none.
 */
#pragma once

#ifdef ARCH_REGISTERS
#define __ASSEMBLER__
#include ARCH_REGISTERS
#undef __ASSEMBLER__
#undef BIT
#endif

#define BIT(n) (1ul << (n))

#include <stdbool.h>
#include <stdint.h>

/* What is inlined there; the test of who calls it says what it does. */
uint64_t cycle_counter(void), time_counter(void);
void memory_barrier(void);

/* host.c: that of the one CPU, whatever the mask is. */
uintptr_t stack_pointer_and(uintptr_t mask);
