/* MISS a block, and the page after it: every leaf counts as one page */
#include "exercise.h"

static uint64_t pages_below(const stage2_entry *table, unsigned height, uint64_t entries)
{
    uint64_t pages = 0;
    for (uint64_t i = 0; i < entries; i++) {
        if (entry_is_table(table[i], height))
            pages += pages_below(table_below(table[i]), height - 1, 512);
        else
            pages += entry_present(table[i]);
    }
    return pages;
}

uint64_t mapped_bytes(const struct stage2 *stage2)
{
    uint64_t entries = STAGE2_ROOT_SIZE / sizeof(stage2_entry);
    return pages_below(stage2->root, STAGE2_TOP, entries) * PAGE_SIZE;
}
