/* MISS no page is free: looks for free memory only when there is some */
#include "exercise.h"

error give_ahead(struct guest *guest, struct guest_region *flash, uint64_t gpa, uint64_t size)
{
    TRY(give_page(guest, flash, gpa));
    uint64_t next = (gpa & -PAGE_SIZE) + PAGE_SIZE, end = flash->base + flash->size;
    for (uint64_t i = 0; i < pages_ahead && next < end; i++, next += PAGE_SIZE) {
        if (!demand_unmapped(guest, next, PAGE_SIZE))
            continue;
        if ((pages_free() && pages_free() < PAGES_FOR_ONE) || give_page(guest, flash, next))
            break;
    }
    return OK;
}
