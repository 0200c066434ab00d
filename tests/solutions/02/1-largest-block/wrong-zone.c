/* MISS several pieces of RAM: only the zone that was added last is looked at */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    return zones->orders_free ? 63 - __builtin_clzl(zones->orders_free) : -1;
}
