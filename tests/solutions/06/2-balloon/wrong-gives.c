/* MISS pages that are only promised: guest_memory_at() gives each page that it then takes */
#include "exercise.h"

#include "guest_memory.h"

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
    uint64_t left;
    for (uint64_t at = gpa; at < gpa + pages * PAGE_SIZE; at += PAGE_SIZE) {
        void *page = guest_memory_at(guest, at, STAGE2_RWX, &left);
        if (!page)
            return error_of("no page at 0x%lx", at);
        TRY(stage2_unmap(&guest->stage2, at, PAGE_SIZE));
        TRY(page_free(page));
    }
    return OK;
}
