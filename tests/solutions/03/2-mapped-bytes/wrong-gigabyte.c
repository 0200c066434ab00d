/* MISS a leaf of 1 GiB: a leaf is a page or a block of 2 MiB */
#include "exercise.h"

static uint64_t bytes_below(const stage2_entry *table, unsigned height, uint64_t entries)
{
    uint64_t bytes = 0;
    for (uint64_t i = 0; i < entries; i++) {
        if (entry_is_table(table[i], height))
            bytes += bytes_below(table_below(table[i]), height - 1, 512);
        else if (entry_present(table[i]))
            bytes += height ? STAGE2_BLOCK_SIZE : PAGE_SIZE;
    }
    return bytes;
}

uint64_t mapped_bytes(const struct stage2 *stage2)
{
    return bytes_below(stage2->root, STAGE2_TOP, STAGE2_ROOT_SIZE / sizeof(stage2_entry));
}
