/* RAM that a guest is promised at the start, and given when the guest first uses it. */
#include "demand.h"

#include "options.h"
#include "page_alloc.h"

static unsigned fault_order; /* how much a fault gives: 2^fault_order pages */

error demand_ram_init(void)
{
    uint64_t bytes = PAGE_SIZE;
    TRY(boot_number("fault-block", &bytes));
    if (bytes != 4 << 10 && bytes != 64 << 10 && bytes != 2 << 20)
        return error_of("fault-block=%lu: it can be 4K, 64K or 2M", bytes);
    fault_order = order_of(bytes);
    return OK;
}

/* The order of the block to give at gpa, if size bytes from there on are going to be used: that of
 * a fault, or a larger one if the bytes fill it. */
static unsigned order_for(uint64_t gpa, uint64_t size)
{
    unsigned order = fault_order;
    while (size >= PAGE_SIZE << order << 1 && gpa % (PAGE_SIZE << order << 1) == 0 &&
           PAGE_SIZE << order < STAGE2_BLOCK_SIZE)
        order++;
    return order;
}

/* Gives an aligned block of that order which contains gpa; false if that is not possible. */
static bool give_block(struct guest *guest, struct guest_region *region, uint64_t gpa,
                       unsigned order)
{
    uint64_t size = PAGE_SIZE << order, start = gpa & -size;
    if (start < region->base || start - region->base + size > region->size ||
        !demand_unmapped(guest, start, size))
        return false;
    void *block = page_alloc(order);
    if (!block)
        return false;
    if (order <= fault_order) /* what guest_memory_prepare() asks for, its caller cleans */
        memory_clean(block, size);
    instruction_fence();
    if (!stage2_map(&guest->stage2, start, (uintptr_t)block, size, STAGE2_RWX))
        return true;
    page_free(block);
    return false;
}

/* Gives a block, or a single page if it cannot give the block. */
static error give_ram(struct guest *guest, struct guest_region *region, uint64_t gpa, uint64_t size)
{
    unsigned order = order_for(gpa, size);
    if (order && give_block(guest, region, gpa, order))
        return OK;
    void *page = demand_page();
    if (!page || demand_map(guest, gpa & -PAGE_SIZE, page, STAGE2_RWX))
        return demand_problem(guest, gpa);
    return OK;
}

error guest_add_ram(struct guest *guest, uint64_t base, uint64_t size)
{
    if (base + size > 1ul << STAGE2_GPA_BITS || base + size < base)
        return error_of("guest memory 0x%lx..0x%lx is beyond the guest's %d address bits", base,
                        base + size, STAGE2_GPA_BITS);
    guest->ram = (struct guest_region){.name = "RAM", .base = base, .size = size, .give = give_ram};
    return guest_add_region(guest, &guest->ram);
}
