/* MISS pages that are only promised: unmaps all pages at once */
#include "exercise.h"

#define AT_MOST 256

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
    uint64_t hpas[AT_MOST], size = pages * PAGE_SIZE;
    if (pages > AT_MOST)
        return error_of("at most %d pages", AT_MOST);
    for (uint64_t i = 0; i < pages; i++)
        hpas[i] = stage2_lookup(&guest->stage2, gpa + i * PAGE_SIZE, &place) ? place.hpa : 0;
    TRY(stage2_unmap(&guest->stage2, gpa, size));
    for (uint64_t i = 0; i < pages; i++)
        TRY(page_free((void *)hpas[i]));
    return OK;
}
