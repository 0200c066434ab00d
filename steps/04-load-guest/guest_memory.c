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

error guest_memory_add(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    if ((gpa | size) % PAGE_SIZE || gpa + size < gpa)
        return error_of("guest memory 0x%lx..0x%lx is not in whole pages", gpa, gpa + size);
    if (size / PAGE_SIZE > pages_free())
        return error_of("the guest needs %lu KiB of memory, but %lu KiB are free", size >> 10,
                        pages_free() * PAGE_SIZE >> 10);
    for (uint64_t at = gpa; at < gpa + size;) {
        unsigned order = order_at(at, gpa + size - at);
        void *block = page_alloc(order);
        if (!block)
            return error_of("no block of %lu KiB is free for the guest", PAGE_SIZE << order >> 10);
        error problem = stage2_map(stage2, at, (uintptr_t)block, PAGE_SIZE << order, STAGE2_RWX);
        if (problem) {
            page_free(block);
            return problem;
        }
        at += PAGE_SIZE << order;
    }
    return OK;
}

void *guest_memory_at(const struct stage2 *stage2, uint64_t gpa, unsigned prot, uint64_t *length)
{
    /* slide: ask */
    struct stage2_place place;
    if (!stage2_lookup(stage2, gpa, &place) || (place.prot & prot) != prot)
        return NULL;
    *length = place.left;
    return (void *)place.hpa;
    /* end */
}

void guest_memory_clean(const struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    uint64_t length;
    for (uint64_t at = gpa; at < gpa + size; at += length)
        memory_clean(guest_memory_at(stage2, at, STAGE2_R, &length), length);
}
