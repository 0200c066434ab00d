/* What the page allocator costs on a machine of this size. */
#include "bench.h"

#define BLOCK_ORDER 9 /* 2 MiB */

int main(void)
{
    void *first, *page, *block;
    printf("allocator: set up: %lu\n", COST(page_alloc_init()));
    printf("allocator: a page, 2 MiB split: %lu\n", split_a_block(&first));
    printf("allocator: a page: %lu\n", COST(page = page_alloc(0)));
    printf("allocator: a page back: %lu\n", COST(page_free(page)));
    printf("allocator: a page back, 2 MiB merged: %lu\n", COST(page_free(first)));
    printf("allocator: 2 MiB: %lu\n", COST(block = page_alloc(BLOCK_ORDER)));
    printf("zero 2 MiB: %lu\n", COST(memory_zero(block, PAGE_SIZE << BLOCK_ORDER)));
    printf("clean the caches of 2 MiB: %lu\n", COST(memory_clean(block, PAGE_SIZE << BLOCK_ORDER)));
    printf("zero a page: %lu\n", COST(memory_zero(block, PAGE_SIZE)));
    return 0;
}
