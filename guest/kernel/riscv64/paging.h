/*
 * RISC-V: Sv39, RISC-V Privileged S.4.4. A virtual address:
 *
 *      38       30 29       21 20       12 11         0
 *     [  index 2  |  index 1  |  index 0  |  in page  ]    the bits above are copies of bit 38
 */
#pragma once

#define KERNEL_BASE  0xffffffc000000000 /* where the upper half begins */
#define LEVELS       3
#define USER_ENTRIES 256 /* of a root: its lower half */

#define PTE_VALID (1 << 0)
#define PTE_R     (1 << 1)
#define PTE_W     (1 << 2)
#define PTE_X     (1 << 3)
#define PTE_U     (1 << 4)
#define PTE_A     (1 << 6) /* the CPU need not set these two: the kernel does not use them */
#define PTE_D     (1 << 7)
#define PTE_COPY  (1 << 8) /* one of two bits that are the kernel's */

#ifndef __ASSEMBLER__

#include "rights.h"

#include <stdbool.h>
#include <stdint.h>

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
    return (entry >> 10 & ((1ul << 44) - 1)) << 12;
}

static inline pte pte_table(uint64_t physical)
{
    return physical >> 12 << 10 | PTE_VALID;
}

/* What pte_page() and pte_rights() have in common. */
static const struct {
    unsigned right, bits;
} pte_bits[] = {{READ, PTE_R}, {WRITE, PTE_W}, {EXECUTE, PTE_X}, {USER, PTE_U}, {COPY, PTE_COPY}};

static inline pte pte_page(uint64_t physical, unsigned rights)
{
    pte entry = physical >> 12 << 10 | PTE_VALID | PTE_A | PTE_D;
    for (unsigned i = 0; i < 5; i++)
        entry |= rights & pte_bits[i].right ? pte_bits[i].bits : 0;
    return entry;
}

static inline unsigned pte_rights(pte entry)
{
    unsigned rights = 0;
    for (unsigned i = 0; i < 5; i++)
        rights |= entry & pte_bits[i].bits ? pte_bits[i].right : 0;
    return rights;
}

#endif
