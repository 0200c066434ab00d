#include "demo.h"

#include "machine.h"
#include "page_alloc.h"
#include "print.h"

void show_alloc(const char *what, void *block)
{
    printf("  %-24s %p, %lu pages free\n", what, block, pages_free());
}

static void show_free(const char *what, void *block)
{
    error problem = page_free(block);
    printf("  %-24s %s%s\n", what, problem ? "refused: " : "done", problem ? problem : "");
}

/* Allocates pages until there are none, and frees them all; each holds the address of the next. */
static unsigned long take_all(void)
{
    unsigned long count = 0;
    void **list = NULL, **page;
    for (; (page = page_alloc(0)); list = page, count++)
        *page = list;
    for (; list; list = page) {
        page = *list;
        page_free(list);
    }
    return count;
}

bool show_allocator(void)
{
    size_t all = pages_free();
    printf("page allocator: %lu pages free (%lu MiB)\n", all, all >> 8);

    void *page = page_alloc(0);
    show_alloc("one page", page);
    void *block = page_alloc(9);
    show_alloc("512 pages (2 MiB)", block);
    if (!page || !block) {
        printf("  no memory for %s\n", page ? "512 pages" : "one page");
        return false;
    }
    show_free("free one page", page);
    show_free("free it again", page);
    show_free("free the middle of 512", (char *)block + PAGE_SIZE);
    show_free("free the image's start", image_start);
    show_free("free 512 pages", block);

    unsigned long taken = take_all();
    printf("  took %lu pages one by one, then got none; all given back: %lu free\n", taken,
           pages_free());
    if (taken == all && pages_free() == all)
        return true;
    printf("  but %lu pages were free before\n", all);
    return false;
}
