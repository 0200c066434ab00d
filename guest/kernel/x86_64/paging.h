/*
 * x86_64: long mode's page tables, APM vol. 2 5.3. A virtual address:
 *
 *      47       39 38       30 29       21 20       12 11         0
 *     [  PML4     |  PDP      |  PD       |  PT       |  in page  ]    the bits above: copies of 47
 */
#pragma once

#define KERNEL_BASE  0xffffffff80000000 /* the last 2 GiB: code that runs there is shortest */
#define LEVELS       4
#define USER_ENTRIES 256 /* of a root: its lower half */

#define PTE_VALID (1 << 0)
#define PTE_W     (1 << 1)
#define PTE_U     (1 << 2)
#define PTE_A     (1 << 5) /* the CPU need not set these two: the kernel does not use them */
#define PTE_D     (1 << 6)
#define PTE_LARGE (1 << 7)
#define PTE_COPY  (1 << 9) /* two of three bits that are the kernel's */
#define PTE_READ  (1 << 10)

#ifndef __ASSEMBLER__

#include "rights.h"

#include <stdbool.h>
#include <stdint.h>

#define PTE_NX (1ul << 63)

typedef uint64_t pte;

/* A process's root has the kernel's half, too. */
static inline void share_kernel(pte *root, const pte *kernel)
{
    for (unsigned i = USER_ENTRIES; i < 512; i++)
        root[i] = kernel[i];
}

static inline bool pte_valid(pte entry)
{
    return entry & PTE_VALID;
}

static inline uint64_t pte_address(pte entry)
{
    return entry & 0x000ffffffffff000;
}

static inline pte pte_table(uint64_t physical)
{
    return physical | PTE_VALID | PTE_W | PTE_U; /* the last level decides */
}

static inline pte pte_page(uint64_t physical, unsigned rights)
{
    pte entry = physical | PTE_VALID | PTE_A | PTE_D;
    entry |= rights & READ ? PTE_READ : 0;
    entry |= rights & WRITE ? PTE_W : 0;
    entry |= rights & EXECUTE ? 0 : PTE_NX;
    entry |= rights & USER ? PTE_U : 0;
    return entry | (rights & COPY ? PTE_COPY : 0);
}

static inline unsigned pte_rights(pte entry)
{
    return (entry & PTE_READ ? READ : 0) | (entry & PTE_W ? WRITE : 0) |
           (entry & PTE_NX ? 0 : EXECUTE) | (entry & PTE_U ? USER : 0) |
           (entry & PTE_COPY ? COPY : 0);
}

#endif
