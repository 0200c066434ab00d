/* MISS more than 4 GiB: the sum has 32 bits */
#include "exercise.h"

static uint64_t bytes_below(const stage2_entry *table, unsigned height, uint64_t entries)
{
    unsigned bytes = 0;
    for (uint64_t i = 0; i < entries; i++) {
        if (entry_is_table(table[i], height))
            bytes += bytes_below(table_below(table[i]), height - 1, 512);
        else if (entry_present(table[i]))
            bytes += entry_span(height);
    }
    return bytes;
}

uint64_t mapped_bytes(const struct stage2 *stage2)
{
    return bytes_below(stage2->root, STAGE2_TOP, STAGE2_ROOT_SIZE / sizeof(stage2_entry));
}
