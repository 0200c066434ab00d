/*
 * The heap cuts a page into pieces of one size. Free pieces are a list, and a page whose pieces are
 * all free goes back to where it came from.
 */
#include "memory.h"

#include "console.h"
#include "string.h"

/* At the beginning of such a page. */
struct cut_page {
    struct cut_page *next; /* of the same size, with free pieces too */
    struct piece {
        struct piece *next;
    } * pieces; /* free ones */
    unsigned size, used;
    uint64_t unused; /* so that pieces are aligned to 16 */
};

static const unsigned sizes[] = {48, 112, 240, 496, 1008, HEAP_LARGEST};
static struct cut_page *with_room[ARRAY_LENGTH(sizes)];

static struct cut_page **list_for(size_t size)
{
    for (unsigned i = 0; i < ARRAY_LENGTH(sizes); i++) {
        if (size <= sizes[i])
            return &with_room[i];
    }
    panic("heap: %lu bytes are more than it has", size);
}

static struct cut_page *cut(unsigned size)
{
    struct cut_page *page = page_alloc();
    if (!page)
        return NULL;
    page->size = size;
    for (char *at = (char *)(page + 1); at + size <= (char *)page + PAGE_SIZE; at += size) {
        struct piece *piece = (struct piece *)at;
        piece->next = page->pieces;
        page->pieces = piece;
    }
    return page;
}

void *heap_alloc(size_t size)
{
    struct cut_page **list = list_for(size);
    if (!*list)
        *list = cut(sizes[list - with_room]);
    struct cut_page *page = *list;
    if (!page)
        return NULL;
    struct piece *piece = page->pieces;
    page->pieces = piece->next;
    page->used++;
    if (!page->pieces)
        *list = page->next;
    return memset(piece, 0, page->size);
}

void heap_free(void *memory)
{
    struct cut_page *page = (struct cut_page *)((uint64_t)memory & ~(PAGE_SIZE - 1));
    struct cut_page **list = list_for(page->size);
    struct piece *piece = memory;
    if (!page->pieces) {
        page->next = *list;
        *list = page;
    }
    piece->next = page->pieces;
    page->pieces = piece;
    if (--page->used)
        return;
    while (*list != page)
        list = &(*list)->next;
    *list = page->next;
    page_put(page);
}
