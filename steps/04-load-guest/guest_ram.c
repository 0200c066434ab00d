/* RAM that a guest is given at once. */
#include "guest_memory.h"
#include "page_alloc.h"

/* The largest block that may start at gpa and fits: aligned to its size, at most 2 MiB, so that
 * one entry of the table can map it. */
static unsigned order_at(uint64_t gpa, uint64_t size)
{
    unsigned order = order_of(STAGE2_BLOCK_SIZE);
    while (PAGE_SIZE << order > size || gpa % (PAGE_SIZE << order))
        order--;
    return order;
}

static error map_new_block(struct guest *guest, uint64_t gpa, unsigned order)
{
    void *block = page_alloc(order);
    if (!block)
        return error_of("no block of %lu KiB is free for the guest", PAGE_SIZE << order >> 10);
    error problem =
        stage2_map(&guest->stage2, gpa, (uintptr_t)block, PAGE_SIZE << order, STAGE2_RWX);
    if (problem)
        page_free(block);
    return problem;
}

error guest_add_ram(struct guest *guest, uint64_t base, uint64_t size)
{
    guest->ram = (struct guest_region){.name = "RAM", .base = base, .size = size};
    TRY(guest_add_region(guest, &guest->ram));
    if (size / PAGE_SIZE > pages_free())
        return error_of("the guest needs %lu KiB of memory, but %lu KiB are free", size >> 10,
                        pages_free() * PAGE_SIZE >> 10);
    for (uint64_t at = base; at < base + size;) {
        unsigned order = order_at(at, base + size - at);
        TRY(map_new_block(guest, at, order));
        at += PAGE_SIZE << order;
    }
    return OK;
}
