#include "kernel.h"

pte *kernel_root;

static pte *entry_in(pte *table, unsigned level, uint64_t address)
{
    return &table[address >> (12 + INDEX_BITS * level) & ((1 << INDEX_BITS) - 1)];
}

pte *walk(pte *root, uint64_t address, bool make)
{
    pte *entry = entry_in(root, LEVELS - 1, address);
    for (unsigned level = LEVELS - 1; level; level--) {
        if (!pte_valid(*entry)) {
            void *table = make ? page_alloc() : NULL;
            if (!table)
                return NULL;
            *entry = pte_table(to_physical(table));
        }
        entry = entry_in(to_virtual(pte_address(*entry)), level - 1, address);
    }
    return entry;
}

pte *next_entry(pte *root, uint64_t *address, uint64_t end)
{
    while (*address < end) {
        unsigned level = LEVELS - 1;
        pte *entry = entry_in(root, level, *address);
        while (level && pte_valid(*entry))
            entry = entry_in(to_virtual(pte_address(*entry)), --level, *address);
        if (!level && *entry)
            return entry;
        uint64_t covered = PAGE_SIZE << INDEX_BITS * level; /* by an entry of this level */
        *address = (*address & -covered) + covered;
    }
    return NULL;
}

static void free_below(pte *table, unsigned level, unsigned entries)
{
    for (unsigned i = 0; level && i < entries; i++) {
        if (pte_valid(table[i]))
            free_below(to_virtual(pte_address(table[i])), level - 1, 1 << INDEX_BITS);
    }
    page_put(table);
}

void free_tables(pte *root)
{
    free_below(root, LEVELS - 1, USER_ENTRIES);
}

/* --- The kernel's half --- */

static bool map(uint64_t address, uint64_t physical, unsigned rights)
{
    pte *entry = walk(kernel_root, address, true);
    if (entry)
        *entry = pte_page(physical, rights);
    return entry;
}

static unsigned rights_of(const char *page)
{
    if (page < text_end)
        return READ | EXECUTE;
    return page < rodata_end ? READ : READ | WRITE;
}

void paging_init(void)
{
    kernel_root = page_alloc();
    bool done = kernel_root;
    for (char *at = image_start; done && at < (char *)to_virtual(machine.ram.end);
         at += PAGE_SIZE) {
        if (at < boot_guard - STACK_SIZE || at >= boot_guard)
            done = map((uint64_t)at, to_physical(at), rights_of(at));
    }
    for (const uint64_t *at = device_pages; done && *at; at++)
        done = map(*at, *at - KERNEL_BASE, READ | WRITE | DEVICE);
    if (!done || !walk(kernel_root, STACKS, true))
        panic("no memory for the kernel's page tables");
    load_root(kernel_root);
}

/* Each has twice its size of addresses, and the lower half is the guard: so one bit of an address
 * tells a stack from what has overflowed it. */
void *stack_top(unsigned n)
{
    return (char *)STACKS + (n + 1) * 2 * STACK_SIZE - STACK_OWNER;
}

bool stack_map(unsigned n, struct task *task)
{
    uint64_t end = (uint64_t)stack_top(n) + STACK_OWNER;
    for (uint64_t at = end - STACK_SIZE; at < end; at += PAGE_SIZE) {
        pte *entry = walk(kernel_root, at, true);
        void *page = entry && !*entry ? page_alloc() : NULL;
        if (page)
            *entry = pte_page(to_physical(page), READ | WRITE);
        if (!entry || !*entry)
            return false;
    }
    *stack_owner(end - 1) = task;
    return true;
}
