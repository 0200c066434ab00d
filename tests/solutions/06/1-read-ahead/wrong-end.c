/* MISS the end of the file: goes on after the end of the flash */
#include "exercise.h"

error give_ahead(struct guest *guest, struct guest_region *flash, uint64_t gpa, uint64_t size)
{
    TRY(give_page(guest, flash, gpa));
    uint64_t next = (gpa & -PAGE_SIZE) + PAGE_SIZE;
    for (uint64_t i = 0; i < pages_ahead; i++, next += PAGE_SIZE) {
        if (!demand_unmapped(guest, next, PAGE_SIZE))
            continue;
        if (pages_free() < PAGES_FOR_ONE || give_page(guest, flash, next))
            break;
    }
    return OK;
}
