/*
 * Kernel stacks. Each has 16 KiB of addresses, the upper half of which is memory: so what overflows
 * faults in the guard below it, and one bit of an address tells the two apart.
 */
#pragma once

#include "machine.h"

#define STACKS     0xffffffffc0000000ul /* the last GiB of addresses */
#define STACK_SLOT (4 * PAGE_SIZE)
#define STACK_SIZE (2 * PAGE_SIZE)

/* The end of stack number n. */
static inline void *stack_top(unsigned n)
{
    return (void *)(STACKS + (n + 1ul) * STACK_SLOT);
}

/* False if there is not enough memory. */
bool stack_map(unsigned n);
void stack_unmap(unsigned n);
