#include "memory.h"

#include "console.h"
#include "string.h"

#define RAM_LIMIT (512ul << 20) /* bytes; what a machine has beyond them is not used */
#define RESERVE   64            /* pages that programs do not get */

struct pages pages;

static uint16_t references[RAM_LIMIT / PAGE_SIZE];
static void *free_list;        /* its pages were in use: each holds a pointer to the next */
static uint64_t unused;        /* from here on no page was in use; physical */
static struct range in_initrd; /* pages */

static uint16_t *references_of(const void *page)
{
    uint64_t physical = to_physical(page);
    if (physical % PAGE_SIZE || physical < machine.ram.base || physical >= machine.ram.end)
        panic("pages: %p is not a page", page);
    return &references[(physical - machine.ram.base) / PAGE_SIZE];
}

/* The next page that was not in use so far; NULL if there is none. */
static void *unused_page(void)
{
    if (unused == in_initrd.base)
        unused = in_initrd.end;
    if (unused >= machine.ram.end)
        return NULL;
    unused += PAGE_SIZE;
    return to_virtual(unused - PAGE_SIZE);
}

void pages_init(void)
{
    unused = to_physical(image_end);
    machine.ram.base &= ~(PAGE_SIZE - 1);
    machine.ram.end &= ~(PAGE_SIZE - 1);
    if (machine.ram.end - machine.ram.base > RAM_LIMIT)
        machine.ram.end = machine.ram.base + RAM_LIMIT;
    struct range initrd = machine.initrd;
    pages.all = pages.free = (machine.ram.end - unused) / PAGE_SIZE;
    if (initrd.base == initrd.end)
        return;
    if (initrd.base < unused || initrd.base > initrd.end || initrd.end > machine.ram.end)
        panic("the initrd at 0x%lx..0x%lx is not in free memory", initrd.base, initrd.end);
    in_initrd = (struct range){initrd.base & ~(PAGE_SIZE - 1),
                               (initrd.end + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1)};
    pages.free -= (in_initrd.end - in_initrd.base) / PAGE_SIZE;
}

void *page_alloc(void)
{
    void *page = free_list;
    if (page)
        free_list = *(void **)page;
    else
        page = unused_page();
    if (!page)
        return NULL;
    pages.free--;
    *references_of(page) = 1;
    return memset(page, 0, PAGE_SIZE);
}

void *page_alloc_for_program(void)
{
    return pages.free > RESERVE ? page_alloc() : NULL;
}

void page_share(void *page)
{
    ++*references_of(page);
}

void page_put(void *page)
{
    uint16_t *count = references_of(page);
    if (!*count)
        panic("pages: %p is free already", page);
    if (--*count)
        return;
    *(void **)page = free_list;
    free_list = page;
    pages.free++;
}

bool page_is_shared(const void *page)
{
    return *references_of(page) > 1;
}

void pages_release_initrd(void)
{
    for (uint64_t at = in_initrd.base; at < in_initrd.end; at += PAGE_SIZE) {
        *references_of(to_virtual(at)) = 1;
        page_put(to_virtual(at));
    }
}
