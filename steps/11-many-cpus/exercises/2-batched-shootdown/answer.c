#include "exercise.h"

/* The page's entry; NULL if it is not mapped. */
static stage2_entry *entry_for(struct stage2 *stage2, uint64_t gpa)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    unsigned height = STAGE2_TOP;
    while (entry_is_table(*slot, height))
        slot = entry_of(table_below(*slot), --height, gpa);
    return entry_present(*slot) ? slot : NULL;
}

/* One page at a time: it works, but how often does it interrupt the other CPUs? */
unsigned take_pages(struct stage2 *stage2, struct taken_page *pages, unsigned count)
{
    unsigned freed = 0;
    for (unsigned i = 0; i < count; i++) {
        stage2_entry *entry = entry_for(stage2, pages[i].gpa);
        if (!entry)
            continue;
        uint64_t hpa = entry_address(*entry);
        *entry = 0;
        stage2_fence(stage2);
        cpus_gather();
        for (unsigned n = 0; n < cpus_count; n++)
            cpu_will_flush(cpus[n]);
        freed += !page_free((void *)hpa);
    }
    return freed;
}
