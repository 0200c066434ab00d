#include "guest.h"

#include "panic.h"

error guest_init(struct guest *guest, unsigned number)
{
    *guest = (struct guest){.number = number, .cpus = 1, .line = {.prefix = "[guest] "}};
    return stage2_init(&guest->stage2, number);
}

error guest_add_region(struct guest *guest, struct guest_region *region)
{
    uint64_t end = region->base + region->size;
    if ((region->base | region->size) % PAGE_SIZE || end < region->base)
        return error_of("guest memory 0x%lx..0x%lx is not in whole pages", region->base, end);
    struct guest_region **link = &guest->regions;
    for (struct guest_region *other; (other = *link); link = &other->next) {
        if (region->base < other->base + other->size && other->base < end)
            return error_of("%s 0x%lx..0x%lx overlaps the guest's %s", region->name, region->base,
                            end, other->name);
    }
    region->next = NULL;
    *link = region;
    return OK;
}

void guest_add_start(struct guest *guest, guest_start *start)
{
    unsigned n = 0;
    while (n < GUEST_STARTS && guest->more_starts[n] && guest->more_starts[n] != start)
        n++;
    if (n == GUEST_STARTS)
        panic("guest: no room for one more start");
    guest->more_starts[n] = start;
}

struct guest_region *guest_region_at(const struct guest *guest, uint64_t gpa)
{
    struct guest_region *region = guest->regions;
    while (region && (gpa < region->base || gpa - region->base >= region->size))
        region = region->next;
    return region;
}
