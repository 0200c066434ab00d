#include "guest_memory.h"

/* Looks gpa up, from where on size bytes are going to be used. */
static error look_up(struct guest *guest, uint64_t gpa, uint64_t size, struct stage2_place *place)
{
    if (stage2_lookup(&guest->stage2, gpa, place))
        return OK;
    struct guest_region *region = guest_region_at(guest, gpa);
    if (!region || !region->give)
        return error_of("GPA 0x%lx is not the guest's", gpa);
    error problem = region->give(guest, region, gpa, size);
    if (problem)
        return guest->not_given = problem;
    stage2_lookup(&guest->stage2, gpa, place);
    return OK;
}

error guest_memory_prepare(struct guest *guest, uint64_t gpa, uint64_t size)
{
    struct stage2_place place;
    for (uint64_t left; size; gpa += left, size -= left) {
        TRY(look_up(guest, gpa, size, &place));
        left = place.left < size ? place.left : size;
    }
    return OK;
}

void *guest_memory_at(struct guest *guest, uint64_t gpa, unsigned prot, uint64_t *length)
{
    struct stage2_place place;
    if (look_up(guest, gpa, 1, &place) || (place.prot & (prot | STAGE2_DEVICE)) != prot)
        return NULL;
    *length = place.left;
    return (void *)place.hpa;
}

void guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size)
{
    struct stage2_place place;
    for (uint64_t left; size; gpa += left, size -= left) {
        bool mapped = stage2_lookup(&guest->stage2, gpa, &place);
        left = place.left < size ? place.left : size;
        if (mapped)
            memory_clean((void *)place.hpa, left);
    }
}
