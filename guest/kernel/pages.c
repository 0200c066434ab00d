#include "kernel.h"

#define RAM_LIMIT (512ul << 20) /* bytes; what a machine has beyond them is not used */

static uint16_t references[RAM_LIMIT / PAGE_SIZE];
static void *free_list; /* its pages were in use: each holds a pointer to the next */
static uint64_t unused; /* from here on no page was in use; physical */

uint16_t *page_references(const void *page)
{
    return &references[(to_physical(page) - machine.ram.base) / PAGE_SIZE];
}

void pages_init(void)
{
    struct range *ram = &machine.ram, *initrd = &machine.initrd;
    unused = to_physical(image_end);
    if (ram->base > to_physical(image_start) || ram->end < unused)
        panic("the kernel is not in the memory that the machine has");
    if (ram->end - ram->base > RAM_LIMIT)
        ram->end = ram->base + RAM_LIMIT;
    if (initrd->end && (initrd->base < unused || initrd->end > ram->end))
        panic("the initrd at 0x%lx..0x%lx is not in free memory", initrd->base, initrd->end);
    counts.pages = counts.free = (ram->end - unused - (initrd->end - initrd->base)) / PAGE_SIZE - 1;
}

bool promise(uint64_t count)
{
    if (count > counts.free - counts.promised)
        return false;
    counts.promised += count;
    return true;
}

void *page_promised(void)
{
    void *page = free_list;
    if (page) {
        free_list = *(void **)page;
    } else {
        if (unused + PAGE_SIZE > machine.initrd.base && unused < machine.initrd.end)
            unused = whole_pages(machine.initrd.end);
        page = to_virtual(unused);
        unused += PAGE_SIZE;
    }
    counts.free--;
    counts.promised--;
    *page_references(page) = 1;
    return memset(page, 0, PAGE_SIZE);
}

void *page_alloc(void)
{
    return promise(1) ? page_promised() : NULL;
}

bool page_share(void *page)
{
    uint16_t *count = page_references(page);
    if (*count == UINT16_MAX)
        return false;
    ++*count;
    return true;
}

void page_put(void *page)
{
    uint16_t *count = page_references(page);
    if (!*count)
        panic("pages: %p is free already", page);
    if (--*count)
        return;
    *(void **)page = free_list;
    free_list = page;
    counts.free++;
}
