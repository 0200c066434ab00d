/* AArch64: the fence, and stage-2 entries in words. */
#include "stage2.h"

#include "print.h"

/* --- The fence --- */

/* D8.14: dsb completes our writes to the tables, tlbi drops cached translations, dsb completes that
 * too, and isb makes it visible to later instructions. A new entry would need only the first and
 * the last, because the TLB never caches invalid entries. tlbi acts on the VMID in VTTBR_EL2, so
 * this guest's is put there. */
void stage2_fence(const struct stage2 *stage2)
{
    uint64_t loaded = sysreg_read(vttbr_el2);
    sysreg_write(vttbr_el2, vttbr_of(stage2->root, stage2->tag));
    tlbi_guest();
    sysreg_write(vttbr_el2, loaded);
}

/* --- Entries in words --- */

const char *stage2_level_name(unsigned height)
{
    static const char *const names[STAGE2_LEVELS] = {"L3", "L2", "L1"};
    return names[height];
}

void print_entry(stage2_entry entry, unsigned height)
{
    static const struct bit_name bits[] = {{S2_AF, "AF"}};
    if (!entry_present(entry)) {
        printf("not valid: nothing below it");
    } else if (entry_is_table(entry, height)) {
        printf("table at %08lx", entry_address(entry));
    } else {
        unsigned prot = entry_prot(entry);
        printf("%s %08lx %c%c%c", height ? "block" : "page", entry_address(entry),
               prot & STAGE2_R ? 'r' : '-', prot & STAGE2_W ? 'w' : '-',
               prot & STAGE2_X ? 'x' : '-');
        print_bits(entry, bits, ARRAY_LENGTH(bits));
    }
}
