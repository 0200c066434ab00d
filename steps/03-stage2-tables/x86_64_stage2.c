/* x86_64: the fence, and nested entries in words. */
#include "stage2.h"

#include "print.h"
#include "x86_64_vmcb.h"

/* --- The fence --- */

/* 15.16.1: no instruction flushes nested translations from the TLB, but the next VMRUN can. It
 * flushes all of them, because not every CPU can flush a single ASID. */
void stage2_fence(const struct stage2 *stage2)
{
    for (struct flush_request *request = stage2->flush_requests; request; request = request->next)
        *request->tlb_control = TLB_FLUSH_ALL;
}

/* --- Entries in words --- */

const char *stage2_level_name(unsigned height)
{
    static const char *const names[STAGE2_LEVELS] = {"PT  ", "PD  ", "PDPT", "PML4"};
    return names[height];
}

void print_entry(stage2_entry entry, unsigned height)
{
    static const struct bit_name bits[] = {{PTE_US, "U"}, {PTE_A, "A"}, {PTE_D, "D"}};
    if (!entry_present(entry)) {
        printf("not present: nothing below it");
    } else if (entry_is_table(entry, height)) {
        printf("table at %08lx", entry_address(entry));
    } else {
        printf("leaf %08lx r%c%c", entry_address(entry), entry & PTE_RW ? 'w' : '-',
               entry & PTE_NX ? '-' : 'x');
        print_bits(entry, bits, ARRAY_LENGTH(bits));
    }
}
