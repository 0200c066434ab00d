/* MISS every second block is free: counts pages, as if all that are free were in one piece */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    int largest = -1;
    for (struct zone *zone = zones; zone; zone = zone->next) {
        if (zone->free_pages && 63 - __builtin_clzl(zone->free_pages) > largest)
            largest = 63 - __builtin_clzl(zone->free_pages);
    }
    return largest;
}
