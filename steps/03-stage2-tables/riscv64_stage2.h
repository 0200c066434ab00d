/*
 * RISC-V: the entries of an Sv39x4 table, H.5.1: those of Sv39 (S.4.1), below a wider root.
 *
 *   40        30 29      21 20      12 11         0
 *  +------------+----------+----------+------------+
 *  | root index | L1 index | L0 index |   offset   |   a GPA: 41 bits
 *  +------------+----------+----------+------------+
 *    11 bits      9 bits     9 bits     12 bits
 */
#pragma once

#include "registers.h"

#include <stdbool.h>

#define STAGE2_LEVELS   3
#define STAGE2_GPA_BITS 41 /* 11 of the root's index, 9 of each other, 12 of the offset */

typedef uint64_t stage2_entry;

#define PTE_V              BIT(0)
#define PTE_R              BIT(1)
#define PTE_W              BIT(2)
#define PTE_X              BIT(3)
#define PTE_U              BIT(4) /* H.5.1: every access of a guest counts as one of user mode */
#define PTE_A              BIT(6)
#define PTE_D              BIT(7)
#define PTE_DEVICE         BIT(8) /* ours: RISC-V knows by the address what is a device's (PMA) */
#define PTE_PPN            (BIT(54) - BIT(10))
#define PTE_PROT           (PTE_R | PTE_W | PTE_X)
#define PTE_PPN_TO_ADDRESS 2 /* the page number starts at bit 10, in an address at bit 12 */

/* STAGE2_R, _W and _X are the entry's own bits, one place lower. */
#define PTE_PROT_SHIFT 1

/* W without R is reserved, S.3.1. */
static inline bool stage2_prot_valid(unsigned prot)
{
    return prot & STAGE2_RWX && (prot & (STAGE2_R | STAGE2_W)) != STAGE2_W;
}

static inline bool entry_present(stage2_entry entry)
{
    return entry & PTE_V;
}

static inline bool entry_is_table(stage2_entry entry, unsigned height)
{
    return height > 0 && (entry & PTE_V) && !(entry & PTE_PROT);
}

static inline uint64_t entry_address(stage2_entry entry)
{
    return (entry & PTE_PPN) << PTE_PPN_TO_ADDRESS;
}

static inline unsigned entry_prot(stage2_entry entry)
{
    return (entry & PTE_PROT) >> PTE_PROT_SHIFT | (entry & PTE_DEVICE ? STAGE2_DEVICE : 0);
}

static inline stage2_entry entry_for_table(uint64_t hpa)
{
    return hpa >> PTE_PPN_TO_ADDRESS | PTE_V;
}

/* A leaf looks the same at every height. A and D are set from the start: the hardware may fault
 * instead of setting them, S.3.1. */
static inline stage2_entry entry_for_leaf(uint64_t hpa, unsigned prot, unsigned height)
{
    return hpa >> PTE_PPN_TO_ADDRESS | (prot & STAGE2_RWX) << PTE_PROT_SHIFT |
           (prot & STAGE2_DEVICE ? PTE_DEVICE : 0) | PTE_U | PTE_A | PTE_D | PTE_V;
}
