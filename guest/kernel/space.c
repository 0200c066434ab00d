#include "kernel.h"

struct space *space_new(void)
{
    struct space *space = heap_alloc(sizeof *space);
    pte *root = space ? page_alloc() : NULL;
    if (root) {
        share_kernel(root, kernel_root);
        space->root = root;
        return space;
    }
    if (space)
        heap_free(space, sizeof *space);
    return NULL;
}

long space_add(struct space *space, uint64_t start, uint64_t end, unsigned rights)
{
    uint64_t at = start, count = (end - start) / PAGE_SIZE;
    if (next_entry(space->root, &at, end) || !promise(count))
        return -ENOMEM;
    for (at = start; at < end; at += PAGE_SIZE) {
        pte *entry = walk(space->root, at, true);
        if (!entry) {
            pages.promised -= (end - at) / PAGE_SIZE;
            space_remove(space, start, at);
            return -ENOMEM;
        }
        *entry = pte_page(0, rights | USER) & ~PTE_VALID;
    }
    return 0;
}

void space_remove(struct space *space, uint64_t start, uint64_t end)
{
    pte *entry;
    for (uint64_t at = start; (entry = next_entry(space->root, &at, end)); at += PAGE_SIZE) {
        if (pte_valid(*entry))
            page_put(to_virtual(pte_address(*entry)));
        else
            pages.promised--;
        *entry = 0;
    }
    if (space == current->space)
        load_root(space->root);
}

void space_free(struct space *space)
{
    space_remove(space, 0, USER_END);
    free_tables(space->root);
    heap_free(space, sizeof *space);
}

/* Both have the page. Who can write gets a copy when it does so. */
static bool share(pte *entry, pte *copy)
{
    if (!pte_valid(*entry)) {
        *copy = *entry;
        return promise(1);
    }
    unsigned rights = pte_rights(*entry);
    if (rights & WRITE)
        *entry = pte_page(pte_address(*entry), (rights & ~WRITE) | COPY);
    *copy = *entry;
    counts.shared++;
    return page_share(to_virtual(pte_address(*entry)));
}

struct space *space_copy(const struct space *space)
{
    struct space *copy = space_new();
    pte *entry, *other;
    for (uint64_t at = 0; copy && (entry = next_entry(space->root, &at, USER_END));
         at += PAGE_SIZE) {
        other = walk(copy->root, at, true);
        if (other && share(entry, other))
            continue;
        if (other)
            *other = 0; /* it has no promise */
        space_free(copy);
        copy = NULL;
    }
    if (copy)
        *copy = (struct space){copy->root, space->heap_start, space->heap_end};
    load_root(space->root); /* what can be written has changed */
    return copy;
}

/* --- Faults --- */

/* The last one that has the page need not copy it. */
static void copy_on_write(pte *entry, uint64_t address)
{
    void *page = to_virtual(pte_address(*entry));
    unsigned rights = (pte_rights(*entry) & ~COPY) | WRITE;
    if (*page_references(page) > 1) {
        page_put(page); /* others still have it, and the promise of a copy is free for this: */
        page = memcpy(page_alloc(), page, PAGE_SIZE);
        counts.copied++;
    }
    *entry = 0; /* no CPU may have two translations at once: Armv8-A D8.13.1, break before make */
    flush_page(address);
    *entry = pte_page(to_physical(page), rights);
}

long space_fault(struct space *space, uint64_t address, unsigned access)
{
    pte *entry = address < USER_END ? walk(space->root, address, false) : NULL;
    unsigned rights = entry && *entry ? pte_rights(*entry) : 0;
    /* Some CPUs call the write of an atomic instruction a read: both copy. */
    bool copy = (rights & COPY) && access != EXECUTE;
    if (!(rights & access) && !copy)
        return -EFAULT;
    if (!pte_valid(*entry)) {
        *entry = pte_page(to_physical(page_promised()), rights);
        counts.lazy++;
    } else if (copy) {
        copy_on_write(entry, address);
    }
    flush_page(address);
    return 0;
}

/* --- The kernel's way to a program's memory --- */

void *space_at(struct space *space, uint64_t address, unsigned access)
{
    pte *entry = address < USER_END ? walk(space->root, address, false) : NULL;
    bool ready = entry && pte_valid(*entry) && (pte_rights(*entry) & access);
    if (!ready && space_fault(space, address, access))
        return NULL;
    return (char *)to_virtual(pte_address(*entry)) + address % PAGE_SIZE;
}

static long copy(uint64_t user, char *kernel, uint64_t size, unsigned access)
{
    for (uint64_t part; size; user += part, kernel += part, size -= part) {
        char *at = space_at(current->space, user, access);
        if (!at)
            return -EFAULT;
        part = in_page(user, size);
        memcpy(access == READ ? kernel : at, access == READ ? at : kernel, part);
    }
    return 0;
}

long copy_in(void *to, uint64_t from, uint64_t size)
{
    return copy(from, to, size, READ);
}

long copy_out(uint64_t to, const void *from, uint64_t size)
{
    return copy(to, (void *)from, size, WRITE);
}
