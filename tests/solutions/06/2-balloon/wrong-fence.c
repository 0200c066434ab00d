/* MISS unmapped, fenced, freed: in this order: one fence for all pages, after all were freed */
#include "exercise.h"

/* Without a sum that could wrap around. */
static bool is_ram(const struct guest_region *ram, uint64_t gpa, uint64_t pages)
{
    return gpa % PAGE_SIZE == 0 && gpa >= ram->base && gpa - ram->base <= ram->size &&
           pages <= (ram->size - (gpa - ram->base)) / PAGE_SIZE;
}

/* The entry of the page at gpa, which is mapped. */
static stage2_entry *last_entry(const struct stage2 *stage2, uint64_t gpa)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    for (unsigned height = STAGE2_TOP; entry_is_table(*slot, height); height--)
        slot = entry_of(table_below(*slot), height - 1, gpa);
    return slot;
}

error give_back(struct guest *guest, uint64_t gpa, uint64_t pages)
{
    if (!is_ram(&guest->ram, gpa, pages))
        return error_of("%lu pages at 0x%lx are not all RAM", pages, gpa);
    struct stage2_place place;
    uint64_t end = gpa + pages * PAGE_SIZE;
    for (uint64_t at = gpa; at < end; at += place.left) {
        if (!stage2_lookup(&guest->stage2, at, &place))
            continue;
        *last_entry(&guest->stage2, at) = 0;
        TRY(page_free((void *)place.hpa));
    }
    stage2_fence(&guest->stage2);
    return OK;
}
