/* What the guest of the scripts does with its ring. */
#include "watch.h"

#include "grade.h"
#include "memory_map.h"
#include "random.h"

uint64_t watch_ring(void)
{
    return watched->place.base + watched->place.ring;
}

uint64_t watch_doorbell(void)
{
    return watched->place.base + watched->place.doorbell;
}

uint64_t new_page(void)
{
    static uint64_t page = 3;
    page += 1 + random_below(6);
    if (page >= SCRIPT_RAM / PAGE_SIZE - 1) /* the last one has the tree */
        must(error_of("its guest has no more pages"));
    return GUEST_BASE + page * PAGE_SIZE;
}

void script_ring(uint64_t gpa, uint32_t before)
{
    script_write(gpa, before);
    script_write(gpa + 4, before);
    script_write(watch_ring(), gpa);
}

void script_put(uint32_t count, uint64_t gpa, bool doorbell)
{
    script_add(SCRIPT_PUT, count, gpa, doorbell ? watch_doorbell() : 0);
}

void script_ring_doorbell(void)
{
    script_write(watch_doorbell(), random_bits());
}
