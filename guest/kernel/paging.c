#include "console.h"
#include "memory.h"
#include "space.h"
#include "stack.h"

#define INDEX_BITS 9 /* of an address, at each level: a table of 512 entries fills a page */

pte *kernel_root;

pte *walk(pte *root, uint64_t address, uint64_t *made)
{
    pte *table = root;
    for (unsigned level = LEVELS - 1;; level--) {
        pte *entry = &table[address >> (12 + INDEX_BITS * level) & ((1 << INDEX_BITS) - 1)];
        if (!level)
            return entry;
        if (!pte_valid(*entry)) {
            void *page = made ? page_alloc_for_program() : NULL;
            if (!page)
                return NULL;
            ++*made;
            *entry = pte_table(to_physical(page));
        }
        table = to_virtual(pte_address(*entry));
    }
}

bool map_kernel_page(uint64_t address, uint64_t physical, unsigned rights)
{
    uint64_t made;
    pte *entry = walk(kernel_root, address, &made);
    if (!entry)
        return false;
    *entry = pte_page(physical, rights);
    return true;
}

void unmap_kernel_page(uint64_t address)
{
    *walk(kernel_root, address, NULL) = 0;
    flush_page(address);
}

static unsigned rights_of(const void *page)
{
    if ((char *)page < image_start)
        return READ; /* the firmware's, perhaps */
    if ((char *)page < text_end)
        return READ | EXECUTE;
    return (char *)page < rodata_end ? READ : READ | WRITE;
}

static void map_range(struct range range, unsigned rights)
{
    for (uint64_t at = range.base; at < range.end; at += PAGE_SIZE) {
        void *page = to_virtual(at);
        if (!map_kernel_page((uint64_t)page, at, rights ? rights : rights_of(page)))
            panic("no memory for the kernel's page tables");
    }
}

void paging_init(void)
{
    unsigned count;
    const struct range *devices = device_ranges(&count);
    kernel_root = page_alloc();
    map_range((struct range){to_physical(image_start), machine.ram.end}, 0);
    for (unsigned i = 0; i < count; i++)
        map_range(devices[i], READ | WRITE | DEVICE);
    for (char *at = boot_guard - STACK_SIZE; at < boot_guard; at += PAGE_SIZE)
        *walk(kernel_root, (uint64_t)at, NULL) = 0;
    load_kernel_root(to_physical(kernel_root));
}

/* --- Stacks of tasks --- */

bool stack_map(unsigned n)
{
    for (uint64_t at = STACK_SIZE; at; at -= PAGE_SIZE) {
        void *page = page_alloc_for_program();
        if (page && map_kernel_page((uint64_t)stack_top(n) - at, to_physical(page), READ | WRITE))
            continue;
        if (page)
            page_put(page);
        stack_unmap(n);
        return false;
    }
    return true;
}

void stack_unmap(unsigned n)
{
    for (uint64_t at = STACK_SIZE; at; at -= PAGE_SIZE) {
        uint64_t address = (uint64_t)stack_top(n) - at;
        pte *entry = walk(kernel_root, address, NULL);
        if (!entry || !pte_valid(*entry))
            continue;
        void *page = to_virtual(pte_address(*entry));
        unmap_kernel_page(address);
        page_put(page);
    }
}
