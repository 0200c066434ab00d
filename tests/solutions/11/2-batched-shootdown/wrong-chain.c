/* MISS the guest writes to its pages as long as it can: the list of the pages is in the pages. */
#include "exercise.h"

static stage2_entry *entry_for(struct stage2 *stage2, uint64_t gpa)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    unsigned height = STAGE2_TOP;
    while (entry_is_table(*slot, height))
        slot = entry_of(table_below(*slot), --height, gpa);
    return entry_present(*slot) ? slot : NULL;
}

/* This CPU's TLB, and those of all others, whether they run a guest or not. */
static void flush_all(const struct stage2 *stage2)
{
    stage2_fence(stage2);
    for (unsigned n = 0; n < cpus_count; n++) {
        if (cpus[n] != this_cpu())
            cpu_will_flush(cpus[n]);
    }
    cpus_gather();
}

unsigned take_pages(struct stage2 *stage2, struct taken_page *pages, unsigned count)
{
    unsigned freed = 0;
    uint64_t first = 0;
    for (unsigned i = 0; i < count; i++) {
        stage2_entry *entry = entry_for(stage2, pages[i].gpa);
        if (!entry)
            continue;
        uint64_t *page = (uint64_t *)entry_address(*entry);
        *page = first;
        first = (uint64_t)page;
        *entry = 0;
    }
    flush_all(stage2);
    while (first) {
        uint64_t next = *(uint64_t *)first;
        freed += !page_free((void *)first);
        first = next;
    }
    return freed;
}
