/* MISS page_free() merges them again: the page has the order of the block that it was in */
#include "exercise.h"
#include "page_alloc.c"

/* The first page of the free block with the page, and its order; an error if it is in none. */
static error find_free(struct zone *zone, uint64_t page, uint64_t *head, unsigned *order)
{
    for (*order = 0; *order < ORDERS; ++*order) {
        *head = page >> *order << *order;
        if (*head < zone->first)
            break;
        if (*state_of(zone, *head) == (FREE | *order))
            return OK;
    }
    return error_of("%p is in use", (void *)(page << PAGE_SHIFT));
}

error page_alloc_at(void *at)
{
    uint64_t page = page_number(at), head;
    unsigned order;
    struct zone *zone = zones;
    while (zone && (page < zone->first || page >= zone->end))
        zone = zone->next;
    if (!zone || (uintptr_t)at % PAGE_SIZE)
        return error_of("%p is not a page of this allocator", at);
    TRY(find_free(zone, page, &head, &order));

    unsigned whole = order;
    free_list_remove(zone, head, order);
    while (order > 0) { /* keep the half with the page, free the other one */
        uint64_t upper = head + (1ul << --order);
        free_list_add(zone, page < upper ? upper : head, order);
        if (page >= upper)
            head = upper;
    }
    *state_of(zone, page) = USED | whole;
    zone->free_pages--;
    memset(at, 0, PAGE_SIZE);
    return OK;
}
