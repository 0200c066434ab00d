/* MISS all pages are one free block: the bit FREE is taken for a part of the order */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    int largest = -1;
    for (struct zone *zone = zones; zone; zone = zone->next) {
        for (uint64_t page = zone->first; page < zone->end; page++) {
            uint8_t state = *state_of(zone, page);
            if (state & FREE && state > largest)
                largest = state;
        }
    }
    return largest;
}
