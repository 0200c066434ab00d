#include "kernel.h"

#define RAM_LIMIT (512ul << 20) /* bytes; what a machine has beyond them is not used */

struct pages pages;

static uint16_t references[RAM_LIMIT / PAGE_SIZE];
static void *free_list;     /* its pages were in use: each holds a pointer to the next */
static uint64_t unused;     /* from here on no page was in use; physical */
static struct range initrd; /* whole pages */

static uint16_t *references_of(const void *page)
{
    uint64_t offset = to_physical(page) - machine.ram.base;
    if (offset % PAGE_SIZE || offset >= machine.ram.end - machine.ram.base)
        panic("pages: %p is not a page", page);
    return &references[offset / PAGE_SIZE];
}

void pages_init(void)
{
    struct range *ram = &machine.ram;
    initrd.base = machine.initrd.base & -PAGE_SIZE;
    initrd.end = (machine.initrd.end + PAGE_SIZE - 1) & -PAGE_SIZE;
    unused = to_physical(image_end);
    ram->base &= -PAGE_SIZE;
    ram->end &= -PAGE_SIZE;
    if (ram->end - ram->base > RAM_LIMIT)
        ram->end = ram->base + RAM_LIMIT;
    if (initrd.end && (initrd.base < unused || initrd.base > initrd.end || initrd.end > ram->end))
        panic("the initrd at 0x%lx..0x%lx is not in free memory", initrd.base, initrd.end);
    pages.all = (ram->end - unused) / PAGE_SIZE;
    pages.free = pages.all - (initrd.end - initrd.base) / PAGE_SIZE;
}

bool promise(uint64_t count)
{
    if (count > pages.free - pages.promised)
        return false;
    pages.promised += count;
    return true;
}

void *page_promised(void)
{
    void *page = free_list;
    if (page) {
        free_list = *(void **)page;
    } else {
        if (unused == initrd.base)
            unused = initrd.end;
        page = to_virtual(unused);
        unused += PAGE_SIZE;
    }
    pages.free--;
    pages.promised--;
    *references_of(page) = 1;
    return memset(page, 0, PAGE_SIZE);
}

void *page_alloc(void)
{
    return promise(1) ? page_promised() : NULL;
}

bool page_share(void *page)
{
    if (!promise(1))
        return false;
    ++*references_of(page);
    return true;
}

void page_put(void *page)
{
    uint16_t *count = references_of(page);
    if (!*count)
        panic("pages: %p is free already", page);
    if (--*count) {
        pages.promised--; /* no copy will be made for this one */
        return;
    }
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
    for (uint64_t at = initrd.base; at < initrd.end; at += PAGE_SIZE) {
        *references_of(to_virtual(at)) = 1;
        page_put(to_virtual(at));
    }
}
