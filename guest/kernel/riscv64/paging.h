/*
 * RISC-V: Sv39, RISC-V Privileged S.4.4. A virtual address:
 *
 *      38       30 29       21 20       12 11         0
 *     [  index 2  |  index 1  |  index 0  |  in page  ]    the bits above are copies of bit 38
 */
#pragma once

#define KERNEL_BASE 0xffffffc000000000 /* where the upper half begins */
#define LEVELS      3
#define ELF_MACHINE 243 /* EM_RISCV */

#define PTE_V    (1 << 0)
#define PTE_R    (1 << 1)
#define PTE_W    (1 << 2)
#define PTE_X    (1 << 3)
#define PTE_U    (1 << 4)
#define PTE_A    (1 << 6)
#define PTE_D    (1 << 7)
#define PTE_COPY (1 << 8) /* the first of two bits that are the kernel's */

#ifndef __ASSEMBLER__

#include "rights.h"

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t pte;

#define USER_ENTRIES 256 /* of a root: its lower half */

/* A process's root has the kernel's half, too. */
static inline void share_kernel(pte *root, const pte *kernel)
{
    for (unsigned i = USER_ENTRIES; i < 512; i++)
        root[i] = kernel[i];
}

static inline bool pte_valid(pte entry)
{
    return entry & PTE_V;
}

static inline uint64_t pte_address(pte entry)
{
    return (entry >> 10 & ((1ul << 44) - 1)) << 12;
}

static inline pte pte_table(uint64_t physical)
{
    return physical >> 12 << 10 | PTE_V;
}

/* An entry for a page. The kernel does not use A and D, so the CPU never has to set them. */
static inline pte pte_page(uint64_t physical, unsigned rights)
{
    pte entry = physical >> 12 << 10 | PTE_V | PTE_R | PTE_A;
    if (rights & WRITE)
        entry |= PTE_W | PTE_D;
    if (rights & EXECUTE)
        entry |= PTE_X;
    if (rights & USER)
        entry |= PTE_U;
    if (rights & COPY)
        entry |= PTE_COPY;
    return entry;
}

static inline unsigned pte_rights(pte entry)
{
    return READ | (entry & PTE_W ? WRITE : 0) | (entry & PTE_X ? EXECUTE : 0) |
           (entry & PTE_U ? USER : 0) | (entry & PTE_COPY ? COPY : 0);
}

#endif
