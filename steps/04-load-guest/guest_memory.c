#include "guest_memory.h"

static bool look_up(struct guest *guest, uint64_t gpa, struct stage2_place *place)
{
    if (stage2_lookup(&guest->stage2, gpa, place))
        return true;
    struct guest_region *region = guest_region_at(guest, gpa);
    if (!region || !region->give || region->give(guest, region, gpa))
        return false;
    return stage2_lookup(&guest->stage2, gpa, place);
}

void *guest_memory_at(struct guest *guest, uint64_t gpa, unsigned prot, uint64_t *length)
{
    struct stage2_place place;
    if (!look_up(guest, gpa, &place) || (place.prot & prot) != prot)
        return NULL;
    *length = place.left;
    return (void *)place.hpa;
}

void guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size)
{
    struct stage2_place place;
    for (uint64_t left; size; gpa += left, size -= left) {
        bool mapped = stage2_lookup(&guest->stage2, gpa, &place);
        left = mapped ? place.left : PAGE_SIZE - gpa % PAGE_SIZE;
        left = left < size ? left : size;
        if (mapped)
            memory_clean((void *)place.hpa, left);
    }
}
