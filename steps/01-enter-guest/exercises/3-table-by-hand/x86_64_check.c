/* x86_64: the entries of nested tables, and what makes one useless. */
#include "exercise.h"
#include "machine.h"
#include "table.h"

/* --- The format, 5.3 and 15.25.5 --- */

const struct table_format format = {4, 48, TABLE_ENTRIES};

#define ENTRY_P       BIT(0)
#define ENTRY_RW      BIT(1)
#define ENTRY_US      BIT(2)
#define ENTRY_NOCACHE (BIT(3) | BIT(4))
#define ENTRY_PS      BIT(7) /* on the last level PAT */
#define ENTRY_ADDRESS (BIT(52) - BIT(12))
#define ENTRY_NX      BIT(63)

enum entry_kind entry_kind(uint64_t entry, unsigned height)
{
    if (!(entry & ENTRY_P))
        return NO_ENTRY;
    return height && !(entry & ENTRY_PS) ? TABLE : LEAF;
}

uint64_t entry_address(uint64_t entry)
{
    return entry & ENTRY_ADDRESS;
}

/* --- What is wrong with an entry --- */

const char *table_problem(uint64_t entry)
{
    if (!(entry & ENTRY_RW))
        return "RW is 0, which forbids writing";
    if (!(entry & ENTRY_US))
        return "US is 0. As what does each access of a guest count (15.25.5)?";
    return entry & ENTRY_NX ? "NX is set, which forbids executing" : NULL;
}

const char *leaf_problem(uint64_t entry)
{
    const char *problem = table_problem(entry);
    if (problem)
        return problem;
    if (entry & (ENTRY_NOCACHE | ENTRY_PS))
        return "PWT, PCD and PAT choose another kind of memory than normal";
    return NULL;
}

/* --- The answer --- */

uint64_t *build_table(uint64_t gpa, uint64_t hpa)
{
    return table_for_ncr3(gpa, hpa);
}
