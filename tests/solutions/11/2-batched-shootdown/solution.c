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
    for (unsigned i = 0; i < count; i++) {
        stage2_entry *entry = entry_for(stage2, pages[i].gpa);
        pages[i].yours = entry ? entry_address(*entry) : 0;
        if (entry)
            *entry = 0;
    }
    flush_all(stage2);
    for (unsigned i = 0; i < count; i++) {
        if (pages[i].yours && !page_free((void *)pages[i].yours))
            freed++;
    }
    return freed;
}
