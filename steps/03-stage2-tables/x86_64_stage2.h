/*
 * x86_64: the entries of a nested table, 15.25.5: those of long mode's own tables, 5.3.
 *
 *   47        39 38        30 29      21 20      12 11         0
 *  +------------+------------+----------+----------+------------+
 *  | PML4 index | PDPT index | PD index | PT index |   offset   |   a GPA: 48 bits
 *  +------------+------------+----------+----------+------------+
 *    9 bits       9 bits       9 bits     9 bits     12 bits
 */
#pragma once

#include "registers.h"

#include <stdbool.h>

#define STAGE2_LEVELS   4
#define STAGE2_GPA_BITS 48 /* four indices of 9 bits, and 12 are the offset */

typedef uint64_t stage2_entry;

#define PTE_P       BIT(0)
#define PTE_RW      BIT(1)
#define PTE_US      BIT(2) /* 15.25.5: needed at every level, because a guest counts as user mode */
#define PTE_PCD     BIT(4) /* not cached: a device's */
#define PTE_A       BIT(5)
#define PTE_D       BIT(6)
#define PTE_PS      BIT(7) /* a block: no table below */
#define PTE_ADDRESS (BIT(52) - BIT(12))
#define PTE_NX      BIT(63) /* reserved unless the host's EFER.NXE is set, as boot.S does */

/* A mapped page can always be read. */
static inline bool stage2_prot_valid(unsigned prot)
{
    return prot & STAGE2_R;
}

static inline bool entry_present(stage2_entry entry)
{
    return entry & PTE_P;
}

static inline bool entry_is_table(stage2_entry entry, unsigned height)
{
    return height > 0 && (entry & PTE_P) && !(entry & PTE_PS);
}

static inline uint64_t entry_address(stage2_entry entry)
{
    return entry & PTE_ADDRESS;
}

static inline unsigned entry_prot(stage2_entry entry)
{
    return STAGE2_R | (entry & PTE_RW ? STAGE2_W : 0) | (entry & PTE_NX ? 0 : STAGE2_X) |
           (entry & PTE_PCD ? STAGE2_DEVICE : 0);
}

/* A table's entry forbids nothing: the leaf decides. */
static inline stage2_entry entry_for_table(uint64_t hpa)
{
    return hpa | PTE_P | PTE_RW | PTE_US | PTE_A;
}

static inline stage2_entry entry_for_leaf(uint64_t hpa, unsigned prot, unsigned height)
{
    return hpa | (prot & STAGE2_X ? 0 : PTE_NX) | (height ? PTE_PS : 0) | PTE_D | PTE_A | PTE_US |
           (prot & STAGE2_DEVICE ? PTE_PCD : 0) | (prot & STAGE2_W ? PTE_RW : 0) | PTE_P;
}

/* Where a VMCB asks for a flush at its next VMRUN: one for each vCPU that uses the table. There is
 * none in steps 3 and 4, whose every entry is the first one and flushes. */
struct flush_request {
    struct flush_request *next;
    uint8_t *tlb_control;
};
