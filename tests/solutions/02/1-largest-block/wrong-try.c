/* MISS nothing is changed: takes the largest block, and frees it again */
#include "exercise.h"
#include "page_alloc.c"

int largest_free(void)
{
    for (int order = ORDERS - 1; order >= 0; order--) {
        void *block = page_alloc(order);
        if (block) {
            page_free(block);
            return order;
        }
    }
    return -1;
}
