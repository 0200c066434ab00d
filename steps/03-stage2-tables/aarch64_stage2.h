/*
 * AArch64: the entries of a stage-2 table of 4 KiB pages, D8.3.
 *
 *   38      30 29      21 20      12 11         0
 *  +----------+----------+----------+------------+
 *  | L1 index | L2 index | L3 index |   offset   |   a GPA: 39 bits
 *  +----------+----------+----------+------------+
 *    9 bits     9 bits     9 bits     12 bits
 */
#pragma once

#include "registers.h"

#include <stdbool.h>

#define STAGE2_LEVELS   3             /* levels 1 to 3 */
#define STAGE2_GPA_BITS VTCR_GPA_BITS /* 9 of each level's index, and 12 of the offset */

typedef uint64_t stage2_entry;

#define S2_VALID     BIT(0)
#define S2_TABLE     BIT(1)         /* on the last level: a page. Without it, above: a block */
#define S2_NORMAL    (0xf * BIT(2)) /* D8.5: normal memory, cached if the guest says so */
#define S2_DEVICE    (0x1 * BIT(2)) /* in the same four bits: Device-nGnRE */
#define S2_READ      BIT(6)         /* S2AP, D8.4 */
#define S2_WRITE     BIT(7)
#define S2_SHAREABLE (3 * BIT(8)) /* inner */
#define S2_AF        BIT(10) /* set from the start: the hardware may fault instead of setting it */
#define S2_XN        BIT(54)
#define S2_ADDRESS   (BIT(48) - BIT(12))

/* STAGE2_R and _W are the entry's own bits, six places lower; STAGE2_X is the inverse of XN. */
#define S2_PROT_SHIFT 6

static inline bool stage2_prot_valid(unsigned prot)
{
    return prot & STAGE2_RWX;
}

static inline bool entry_present(stage2_entry entry)
{
    return entry & S2_VALID;
}

static inline bool entry_is_table(stage2_entry entry, unsigned height)
{
    return height > 0 && (entry & S2_VALID) && (entry & S2_TABLE);
}

static inline uint64_t entry_address(stage2_entry entry)
{
    return entry & S2_ADDRESS;
}

static inline unsigned entry_prot(stage2_entry entry)
{
    return (entry & (S2_READ | S2_WRITE)) >> S2_PROT_SHIFT | (entry & S2_XN ? 0 : STAGE2_X) |
           ((entry & S2_NORMAL) == S2_DEVICE ? STAGE2_DEVICE : 0);
}

static inline stage2_entry entry_for_table(uint64_t hpa)
{
    return hpa | S2_TABLE | S2_VALID;
}

/* A leaf is a page on the last level, and a block above it. */
static inline stage2_entry entry_for_leaf(uint64_t hpa, unsigned prot, unsigned height)
{
    return hpa | (prot & (STAGE2_R | STAGE2_W)) << S2_PROT_SHIFT | (prot & STAGE2_X ? 0 : S2_XN) |
           S2_AF | S2_SHAREABLE | (prot & STAGE2_DEVICE ? S2_DEVICE : S2_NORMAL) |
           (height ? 0 : S2_TABLE) | S2_VALID;
}
