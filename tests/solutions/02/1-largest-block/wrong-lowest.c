/* MISS a page is taken: looks for the lowest bit, as page_alloc() does, not for the highest */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    int largest = -1;
    for (struct zone *zone = zones; zone; zone = zone->next) {
        if (zone->orders_free && __builtin_ctzl(zone->orders_free) > largest)
            largest = __builtin_ctzl(zone->orders_free);
    }
    return largest;
}
