#include "page_alloc.h"

#include "machine.h"
#include "string.h"

#define ORDERS (64 - PAGE_SHIFT)

/* The first bytes of a free block. */
struct free_block {
    struct free_block *next, **link; /* link: the pointer to this block */
};

/* The state of a page: does a block start there, of which order, and is it free? */
enum { INSIDE = 0x00, USED = 0x40, FREE = 0x80, ORDER_MASK = 0x3f };

/* One stretch of RAM. It is stored at the start of the RAM that it describes, so its size has no
 * fixed limit. */
struct zone {
    struct zone *next;
    uint64_t first, end; /* page numbers: HPA / PAGE_SIZE */
    uint64_t free_pages;
    uint64_t orders_free; /* bit n: there is a free block of order n */
    struct free_block *free[ORDERS];
    uint8_t state[]; /* of each page from first on */
};

static struct zone *zones;

static uint64_t page_number(const void *at)
{
    return (uintptr_t)at >> PAGE_SHIFT;
}

static uint8_t *state_of(struct zone *zone, uint64_t page)
{
    return &zone->state[page - zone->first];
}

/* --- Lists of free blocks, one for each order --- */

static void free_list_add(struct zone *zone, uint64_t page, unsigned order)
{
    struct free_block *block = (void *)(page << PAGE_SHIFT);
    struct free_block **head = &zone->free[order];
    *block = (struct free_block){*head, head};
    if (block->next)
        block->next->link = &block->next;
    *head = block;
    zone->orders_free |= 1ul << order;
    *state_of(zone, page) = FREE | order;
}

static void free_list_remove(struct zone *zone, uint64_t page, unsigned order)
{
    struct free_block *block = (void *)(page << PAGE_SHIFT);
    *block->link = block->next;
    if (block->next)
        block->next->link = block->link;
    if (!zone->free[order])
        zone->orders_free &= ~(1ul << order);
}

/* --- Splitting and merging --- */

void *page_alloc(unsigned order)
{
    for (struct zone *zone = zones; zone && order < ORDERS; zone = zone->next) {
        if (!(zone->orders_free >> order))
            continue;
        unsigned have = order;
        while (!(zone->orders_free >> have & 1))
            have++;
        uint64_t page = page_number(zone->free[have]);
        free_list_remove(zone, page, have);
        while (have > order) { /* keep the lower half, free the upper one */
            have--;
            free_list_add(zone, page + (1ul << have), have);
        }
        *state_of(zone, page) = USED | order;
        zone->free_pages -= 1ul << order;
        return memory_zero((void *)(page << PAGE_SHIFT), PAGE_SIZE << order);
    }
    return NULL;
}

static void merge_and_add(struct zone *zone, uint64_t page, unsigned order)
{
    for (;; order++) {
        uint64_t buddy = page ^ 1ul << order;
        if (buddy < zone->first || buddy >= zone->end || *state_of(zone, buddy) != (FREE | order))
            break;
        free_list_remove(zone, buddy, order);
        *state_of(zone, buddy) = INSIDE;
        page &= ~(1ul << order);
    }
    free_list_add(zone, page, order);
}

/* Says why a page cannot be freed: it is free already, or not the start of a block. */
static error not_in_use(struct zone *zone, uint64_t page, void *block)
{
    for (unsigned order = 0; order < ORDERS; order++) {
        uint64_t head = page >> order << order;
        if (head < zone->first)
            break;
        uint8_t s = *state_of(zone, head);
        if (s & FREE && (s & ORDER_MASK) >= order)
            return error_of("%p is free already", block);
        if (s & USED && (s & ORDER_MASK) >= order)
            break;
    }
    return error_of("no block starts at %p", block);
}

error page_free(void *block)
{
    uint64_t page = page_number(block);
    struct zone *zone = zones;
    while (zone && (page < zone->first || page >= zone->end))
        zone = zone->next;
    if (!zone || (uintptr_t)block % PAGE_SIZE)
        return error_of("%p is not a page of this allocator", block);

    uint8_t *state = state_of(zone, page);
    if (!(*state & USED))
        return not_in_use(zone, page, block);
    unsigned order = *state & ORDER_MASK;
    *state = INSIDE;
    zone->free_pages += 1ul << order;
    merge_and_add(zone, page, order);
    return OK;
}

/* --- Initialization --- */

void page_alloc_add(uint64_t base, uint64_t end)
{
    uint64_t first = (base >> PAGE_SHIFT) + !!(base % PAGE_SIZE), last = end >> PAGE_SHIFT;
    if (last <= first)
        return;
    uint64_t own = (sizeof(struct zone) + (last - first) + PAGE_SIZE - 1) >> PAGE_SHIFT;
    if (own >= last - first)
        return; /* too small for its own description */

    struct zone *zone = (void *)(first << PAGE_SHIFT);
    memset(zone, 0, own << PAGE_SHIFT);
    zone->first = first;
    zone->end = last;
    zone->next = zones;
    zones = zone; /* its own pages stay INSIDE, so they cannot be freed */

    for (uint64_t page = first + own; page < last;) {
        unsigned order = page ? __builtin_ctzl(page) : ORDERS - 1;
        while (page + (1ul << order) > last)
            order--;
        zone->free_pages += 1ul << order;
        free_list_add(zone, page, order);
        page += 1ul << order;
    }
}

void page_alloc_init(void)
{
    for (unsigned i = 0; i < machine.ram_ranges; i++)
        page_alloc_add(machine.ram[i].base, machine.ram[i].end);
}

size_t pages_free(void)
{
    size_t pages = 0;
    for (struct zone *zone = zones; zone; zone = zone->next)
        pages += zone->free_pages;
    return pages;
}

unsigned order_of(uint64_t bytes)
{
    unsigned order = 0;
    while (order < ORDERS && PAGE_SIZE << order < bytes)
        order++;
    return order;
}
