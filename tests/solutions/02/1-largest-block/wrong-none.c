/* MISS no page is left: no bit is set, and the answer is 0 all the same */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    int largest = 0;
    for (struct zone *zone = zones; zone; zone = zone->next) {
        for (int order = 0; order < ORDERS; order++) {
            if (zone->orders_free >> order & 1 && order > largest)
                largest = order;
        }
    }
    return largest;
}
