/* RAM that a guest is promised, and given when it is used. */
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

/* How large a block that starts at gpa may be, if size bytes from there on are going to be used. */
static unsigned order_for(uint64_t gpa, uint64_t size)
{
    unsigned order = order_of(STAGE2_BLOCK_SIZE);
    while (order && (PAGE_SIZE << order > size || gpa % (PAGE_SIZE << order)))
        order--;
    return order > fault_order ? order : fault_order;
}

/* Whether the block lies in the region, and nothing of it is mapped yet. */
static bool can_be_given(const struct guest *guest, const struct guest_region *region, uint64_t gpa,
                         uint64_t size)
{
    struct stage2_place place;
    if (gpa < region->base || gpa - region->base + size > region->size)
        return false;
    for (uint64_t at = gpa; at < gpa + size; at += place.left) {
        if (stage2_lookup(&guest->stage2, at, &place))
            return false;
    }
    return true;
}

/* One page is given if the block that was asked for cannot be. */
static error give_ram(struct guest *guest, struct guest_region *region, uint64_t gpa, uint64_t size)
{
    unsigned order = order_for(gpa, size);
    uint64_t start = gpa & -(PAGE_SIZE << order);
    void *block = NULL;
    if (order && can_be_given(guest, region, start, PAGE_SIZE << order))
        block = page_alloc(order);
    if (!block) {
        order = 0;
        start = gpa & -PAGE_SIZE;
        block = demand_block(0);
    }
    if (!block || demand_map(guest, start, block, order, STAGE2_RWX))
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
