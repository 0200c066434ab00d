/*
 * AArch64: a granule of 4 KiB and 39 bits, so that walks begin at level 1; Armv8-A D8.3. A virtual
 * address:
 *
 *      38       30 29       21 20       12 11         0
 *     [  level 1  |  level 2  |  level 3  |  in page  ]    the bits above: all 0, TTBR0; all 1,
 * TTBR1
 */
#pragma once

#define KERNEL_BASE  0xffffff8000000000 /* where the half of TTBR1 begins */
#define LEVELS       3
#define USER_ENTRIES 256 /* of a root: up to USER_END */

#define PTE_VALID  (1 << 0)
#define PTE_TABLE  (1 << 1) /* and at the last level: a page */
#define PTE_DEVICE (1 << 2) /* the second of MAIR_EL1's attributes; boot.S */
#define PTE_EL0    (1 << 6)
#define PTE_RO     (1 << 7)
#define PTE_INNER  (3 << 8) /* shareable by all CPUs */
#define PTE_AF     (1 << 10)
#define PTE_NG     (1 << 11) /* not global */

#ifndef __ASSEMBLER__

#include "rights.h"

#include <stdbool.h>
#include <stdint.h>

#define PTE_PXN  (1ul << 53) /* not run by the kernel; not by programs */
#define PTE_UXN  (1ul << 54)
#define PTE_COPY (1ul << 55) /* two of four bits that are the kernel's */
#define PTE_READ (1ul << 56)

typedef uint64_t pte;

/* The kernel's half has a root of its own. */
static inline void share_kernel(pte *root, const pte *kernel)
{
}

static inline bool pte_valid(pte entry)
{
    return entry & PTE_VALID;
}

static inline uint64_t pte_address(pte entry)
{
    return entry & 0x0000fffffffff000;
}

static inline pte pte_table(uint64_t physical)
{
    return physical | PTE_TABLE | PTE_VALID;
}

static inline pte pte_page(uint64_t physical, unsigned rights)
{
    pte entry = physical | PTE_VALID | PTE_TABLE | PTE_INNER | PTE_AF;
    entry |= rights & READ ? PTE_READ : 0;
    entry |= rights & WRITE ? 0 : PTE_RO;
    entry |= rights & EXECUTE && !(rights & USER) ? 0 : PTE_PXN;
    entry |= rights & EXECUTE && rights & USER ? 0 : PTE_UXN;
    entry |= rights & USER ? PTE_EL0 | PTE_NG : 0;
    entry |= rights & COPY ? PTE_COPY : 0;
    return entry | (rights & DEVICE ? PTE_DEVICE : 0);
}

static inline unsigned pte_rights(pte entry)
{
    return (entry & PTE_READ ? READ : 0) | (entry & PTE_RO ? 0 : WRITE) |
           (entry & PTE_PXN && entry & PTE_UXN ? 0 : EXECUTE) | (entry & PTE_EL0 ? USER : 0) |
           (entry & PTE_COPY ? COPY : 0);
}

#endif
