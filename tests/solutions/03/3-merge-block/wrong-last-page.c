/* MISS a page that is not valid is refused: the last page is not looked at */
#include "exercise.h"

#include "page_alloc.h"

/* The entry at height 1 for gpa; NULL unless there is a table below it. */
static stage2_entry *entry_above_pages(const struct stage2 *stage2, uint64_t gpa)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    for (unsigned height = STAGE2_TOP; height > 1; height--) {
        if (!entry_is_table(*slot, height))
            return NULL;
        slot = entry_of(table_below(*slot), height - 1, gpa);
    }
    return entry_is_table(*slot, 1) ? slot : NULL;
}

static error check_pages(const stage2_entry *pages)
{
    uint64_t hpa = entry_address(pages[0]);
    if (hpa % STAGE2_BLOCK_SIZE)
        return error_of("HPA 0x%lx is not the start of a block", hpa);
    for (unsigned i = 0; i < 511; i++) {
        if (!entry_present(pages[i]))
            return error_of("page %u is not mapped", i);
        if (entry_prot(pages[i]) != entry_prot(pages[0]))
            return error_of("page %u has other rights than page 0", i);
        if (entry_address(pages[i]) != hpa + i * PAGE_SIZE)
            return error_of("page %u is not at HPA 0x%lx", i, hpa + i * PAGE_SIZE);
    }
    return OK;
}

error merge_block(struct stage2 *stage2, uint64_t gpa)
{
    if (gpa % STAGE2_BLOCK_SIZE || gpa >> STAGE2_GPA_BITS)
        return error_of("GPA 0x%lx is not that of a block", gpa);
    stage2_entry *slot = entry_above_pages(stage2, gpa);
    if (!slot)
        return error_of("GPA 0x%lx has no table of pages", gpa);
    stage2_entry *pages = table_below(*slot);
    TRY(check_pages(pages));
    stage2_entry block = entry_for_leaf(entry_address(pages[0]), entry_prot(pages[0]), 1);
    *slot = 0;
    stage2_fence(stage2);
    *slot = block;
    stage2_fence(stage2);
    return page_free(pages);
}
