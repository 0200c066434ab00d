#include "kernel.h"

pte *space_new(void)
{
    pte *root = page_alloc();
    if (root)
        share_kernel(root, kernel_root);
    return root;
}

long space_add(pte *root, uint64_t start, uint64_t end, unsigned rights)
{
    uint64_t at = start, count = (end - start) / PAGE_SIZE;
    if (next_entry(root, &at, end) || !promise(count))
        return -ENOMEM;
    for (at = start; at < end; at += PAGE_SIZE) {
        pte *entry = walk(root, at, true);
        if (!entry) {
            counts.promised -= (end - at) / PAGE_SIZE;
            space_remove(root, start, at);
            return -ENOMEM;
        }
        *entry = pte_page(0, rights | USER) & ~PTE_VALID;
    }
    return 0;
}

void space_remove(pte *root, uint64_t start, uint64_t end)
{
    pte *entry;
    for (uint64_t at = start; (entry = next_entry(root, &at, end)); at += PAGE_SIZE) {
        if (pte_valid(*entry))
            page_put(to_virtual(pte_address(*entry)));
        else
            counts.promised--;
        *entry = 0;
    }
    if (root == current->root)
        load_root(root);
}

void space_free(pte *root)
{
    space_remove(root, 0, USER_END);
    free_tables(root);
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

pte *space_copy(pte *root)
{
    pte *copy = space_new(), *entry, *other;
    for (uint64_t at = 0; copy && (entry = next_entry(root, &at, USER_END)); at += PAGE_SIZE) {
        other = walk(copy, at, true);
        if (other && share(entry, other))
            continue;
        if (other)
            *other = 0; /* it has no promise */
        space_free(copy);
        copy = NULL;
    }
    load_root(root); /* what can be written has changed */
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

long space_fault(pte *root, uint64_t address, unsigned access)
{
    pte *entry = address < USER_END ? walk(root, address, false) : NULL;
    unsigned rights = entry && *entry ? pte_rights(*entry) : 0;
    /* Some CPUs call the write of an atomic instruction a read: both copy. */
    bool copy = entry && pte_valid(*entry) && (rights & COPY) && access != EXECUTE;
    if (!copy && (!(rights & access) || pte_valid(*entry)))
        return -EFAULT;
    if (copy) {
        copy_on_write(entry, address);
    } else {
        *entry = pte_page(to_physical(page_promised()), rights);
        counts.lazy++;
    }
    flush_page(address);
    return 0;
}

/* --- The kernel's way to a program's memory --- */

void *space_at(pte *root, uint64_t address, unsigned access)
{
    pte *entry = address < USER_END ? walk(root, address, false) : NULL;
    bool ready = entry && pte_valid(*entry) && (pte_rights(*entry) & access);
    if (!ready && space_fault(root, address, access))
        return NULL;
    return (char *)to_virtual(pte_address(*entry)) + address % PAGE_SIZE;
}

static long copy(uint64_t user, char *kernel, uint64_t size, unsigned access)
{
    for (uint64_t part; size; user += part, kernel += part, size -= part) {
        char *at = space_at(current->root, user, access);
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
