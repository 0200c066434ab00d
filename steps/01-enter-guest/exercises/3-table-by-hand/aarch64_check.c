/* AArch64: the entries of stage 2, and what makes one useless. */
#include "exercise.h"
#include "machine.h"
#include "table.h"

/* --- The format, D8.3 --- */

const struct table_format format = {3, VTCR_GPA_BITS, TABLE_ENTRIES};

#define ENTRY_VALID      BIT(0)
#define ENTRY_NOT_BLOCK  BIT(1)
#define ENTRY_ADDRESS    (BIT(48) - BIT(12))
#define ENTRY_MEMATTR(e) ((e) >> 2 & 0xf)
#define ENTRY_READ       BIT(6)
#define ENTRY_WRITE      BIT(7)
#define ENTRY_SH(e)      ((e) >> 8 & 3)
#define ENTRY_AF         BIT(10)
#define ENTRY_CONTIGUOUS BIT(52)
#define ENTRY_XN         (BIT(53) | BIT(54))
#define ENTRY_TABLE_RES0 (0x1f * BIT(59))

enum entry_kind entry_kind(uint64_t entry, unsigned height)
{
    if (!(entry & ENTRY_VALID))
        return NO_ENTRY;
    if (height)
        return entry & ENTRY_NOT_BLOCK ? TABLE : LEAF;
    return entry & ENTRY_NOT_BLOCK ? LEAF : NO_ENTRY;
}

uint64_t entry_address(uint64_t entry)
{
    return entry & ENTRY_ADDRESS;
}

/* --- What is wrong with an entry --- */

const char *table_problem(uint64_t entry)
{
    return entry & ENTRY_TABLE_RES0 ? "bits 59 to 63 of the entry of a table are reserved" : NULL;
}

const char *leaf_problem(uint64_t entry)
{
    if (!(entry & ENTRY_READ))
        return "S2AP forbids reading (D8.4)";
    if (!(entry & ENTRY_WRITE))
        return "S2AP forbids writing (D8.4)";
    if (entry & ENTRY_XN)
        return "XN forbids executing (D8.4)";
    if (!(entry & ENTRY_AF))
        return "AF is 0. Who sets the access flag, if the CPU does not?";
    if (ENTRY_MEMATTR(entry) != 0xf)
        return "MemAttr is not 0xf, normal memory that is written back (D8.5)";
    if (ENTRY_SH(entry) == 1)
        return "SH = 1 is reserved";
    return entry & ENTRY_CONTIGUOUS ? "the contiguous bit speaks for 16 entries" : NULL;
}

/* --- The answer --- */

uint64_t *build_table(uint64_t gpa, uint64_t hpa)
{
    return table_for_vttbr(gpa, hpa);
}
