/* RISC-V: the fence, and stage-2 entries in words. */
#include "stage2.h"

#include "print.h"

/* --- The fence --- */

/* H.3.2: orders our writes to the tables before the hardware's later reads of them. The manual
 * requires it after a new entry too: that it was invalid may be cached. */
void stage2_fence(const struct stage2 *stage2)
{
    hfence_gvma(stage2->tag);
}

/* --- Entries in words --- */

const char *stage2_level_name(unsigned height)
{
    static const char *const names[STAGE2_LEVELS] = {"L0", "L1", "L2"};
    return names[height];
}

void print_entry(stage2_entry entry, unsigned height)
{
    static const struct bit_name bits[] = {{PTE_U, "U"}, {PTE_A, "A"}, {PTE_D, "D"}};
    if (!entry_present(entry)) {
        printf("not valid: nothing below it");
    } else if (entry_is_table(entry, height)) {
        printf("table at %08lx", entry_address(entry));
    } else {
        printf("leaf %08lx %c%c%c", entry_address(entry), entry & PTE_R ? 'r' : '-',
               entry & PTE_W ? 'w' : '-', entry & PTE_X ? 'x' : '-');
        print_bits(entry, bits, ARRAY_LENGTH(bits));
    }
}
