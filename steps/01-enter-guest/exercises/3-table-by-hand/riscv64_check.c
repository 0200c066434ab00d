/* RISC-V: the entries of Sv39x4, and what makes one useless. */
#include "exercise.h"
#include "machine.h"
#include "table.h"

/* --- The format, S.4.1 and H.5.1 --- */

const struct table_format format = {3, 41, HGATP_ROOT_ENTRIES};

#define ENTRY_V       BIT(0)
#define ENTRY_R       BIT(1)
#define ENTRY_W       BIT(2)
#define ENTRY_X       BIT(3)
#define ENTRY_U       BIT(4)
#define ENTRY_G       BIT(5)
#define ENTRY_AD      (BIT(6) | BIT(7))
#define ENTRY_PPN     (BIT(54) - BIT(10))
#define ENTRY_PLAIN   BIT(54) /* from here on 0, without extensions that we do not use */
#define PPN_TO_HPA(p) ((p) << 2)

enum entry_kind entry_kind(uint64_t entry, unsigned height)
{
    if (!(entry & ENTRY_V))
        return NO_ENTRY;
    if (entry & (ENTRY_R | ENTRY_W | ENTRY_X))
        return LEAF;
    return height ? TABLE : NO_ENTRY;
}

uint64_t entry_address(uint64_t entry)
{
    return PPN_TO_HPA(entry & ENTRY_PPN);
}

/* --- What is wrong with an entry --- */

const char *table_problem(uint64_t entry)
{
    if (entry & (ENTRY_U | ENTRY_G | ENTRY_AD))
        return "U, G, A and D are reserved in the entry of a table (S.3.1, H.5.1)";
    return entry >= ENTRY_PLAIN ? "bits 54 to 63 are reserved" : NULL;
}

const char *leaf_problem(uint64_t entry)
{
    if (!(entry & ENTRY_R))
        return "it has no R";
    if (!(entry & ENTRY_W))
        return "it has no W";
    if (!(entry & ENTRY_X))
        return "it has no X";
    if (!(entry & ENTRY_U))
        return "it has no U. As what does each access of a guest count (H.5.1)?";
    if ((entry & ENTRY_AD) != ENTRY_AD)
        return "A or D is 0, and the hardware may fault instead of setting them (S.3.1)";
    if (entry & ENTRY_G)
        return "G is reserved (H.5.1)";
    return entry >= ENTRY_PLAIN ? "bits 54 to 63 are reserved" : NULL;
}

/* --- The answer --- */

uint64_t *build_table(uint64_t gpa, uint64_t hpa)
{
    return table_for_hgatp(gpa, hpa);
}
