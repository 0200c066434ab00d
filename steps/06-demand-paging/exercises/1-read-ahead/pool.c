#include "pool.h"

#include "grade.h"
#include "machine.h"
#include "page_alloc.h"

static void *taken[POOL_PAGES];
static unsigned count;

void pool_init(void)
{
    for (unsigned i = 0; i < machine.ram_ranges; i++) {
        struct memory_range *range = &machine.ram[i];
        if (range->end - range->base >= POOL_PAGES * PAGE_SIZE) {
            page_alloc_add(range->base, range->base + POOL_PAGES * PAGE_SIZE);
            return;
        }
    }
    must(error_of("no memory for its pool"));
}

void pool_leave(uint64_t pages)
{
    while (pages_free() > pages)
        taken[count++] = page_alloc(0);
    while (pages_free() < pages && count)
        must(page_free(taken[--count]));
}

void pool_leave_all(void)
{
    pool_leave(UINT64_MAX);
}
