/* The heap: a page is cut into pieces of one size, and free pieces of each size are a list. */
#include "kernel.h"

#define SMALLEST 32ul

struct piece {
    struct piece *next;
};

static struct piece *lists[7]; /* for SMALLEST, twice as much... HEAP_LARGEST */

static unsigned list_for(size_t size)
{
    unsigned n = 0;
    while (SMALLEST << n < size)
        n++;
    if (n >= ARRAY_LENGTH(lists))
        panic("heap: %lu bytes are more than it has", size);
    return n;
}

void heap_free(void *memory, size_t size)
{
    struct piece **list = &lists[list_for(size)], *piece = memory;
    piece->next = *list;
    *list = piece;
}

void *heap_alloc(size_t size)
{
    unsigned n = list_for(size), length = SMALLEST << n;
    char *page = lists[n] ? NULL : page_alloc();
    for (unsigned at = 0; page && at < PAGE_SIZE; at += length)
        heap_free(page + at, length);
    struct piece *piece = lists[n];
    if (!piece)
        return NULL;
    lists[n] = piece->next;
    return memset(piece, 0, length);
}
