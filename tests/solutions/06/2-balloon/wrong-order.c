/* MISS unmapped, fenced, freed: in this order: freed before it is unmapped */
#include "exercise.h"

/* Without a sum that could wrap around. */
static bool is_ram(const struct guest_region *ram, uint64_t gpa, uint64_t pages)
{
    return gpa % PAGE_SIZE == 0 && gpa >= ram->base && gpa - ram->base <= ram->size &&
           pages <= (ram->size - (gpa - ram->base)) / PAGE_SIZE;
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
        TRY(page_free((void *)place.hpa));
        TRY(stage2_unmap(&guest->stage2, at, PAGE_SIZE));
    }
    return OK;
}
