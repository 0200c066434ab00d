#include "kernel.h"

pte *space_new(void)
{
    pte *root = page_alloc();
    if (root)
        share_kernel(root, kernel_root);
    return root;
}

/* Whether a page is promised for it: its first one, or a copy. */
static bool is_promise(pte entry)
{
    return !pte_valid(entry) || (pte_rights(entry) & COPY);
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
        counts.promised -= is_promise(*entry);
        if (pte_valid(*entry))
            page_put(to_virtual(pte_address(*entry)));
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

/* What can be written and is shared stays so until then: each that has it is promised a copy. */
static bool set_rights(pte *entry, unsigned rights)
{
    uint64_t address = pte_address(*entry);
    bool valid = pte_valid(*entry), had = is_promise(*entry);
    if (valid && (rights & WRITE) && *page_references(to_virtual(address)) > 1)
        rights = (rights & ~WRITE) | COPY;
    bool needs = !valid || (rights & COPY);
    if (needs && !had && !promise(1))
        return false;
    counts.promised -= had && !needs;
    *entry = valid ? pte_page(address, rights) : pte_page(0, rights) & ~PTE_VALID;
    return true;
}

static bool share(pte *entry, pte *copy)
{
    void *page = pte_valid(*entry) ? to_virtual(pte_address(*entry)) : NULL;
    if (page && !page_share(page))
        return false;
    if (!set_rights(entry, pte_rights(*entry)) || (is_promise(*entry) && !promise(1))) {
        if (page)
            page_put(page);
        return false;
    }
    counts.shared += page != NULL;
    *copy = *entry;
    return true;
}

pte *space_copy(pte *root)
{
    pte *copy = space_new(), *entry, *other;
    for (uint64_t at = 0; copy && (entry = next_entry(root, &at, USER_END)); at += PAGE_SIZE) {
        other = walk(copy, at, true);
        if (other && share(entry, other))
            continue;
        space_free(copy);
        copy = NULL;
    }
    load_root(root); /* what can be written has changed */
    return copy;
}

long space_protect(pte *root, uint64_t start, uint64_t end, unsigned rights)
{
    long problem = 0;
    for (uint64_t at = start; at < end && !problem; at += PAGE_SIZE) {
        pte *entry = walk(root, at, false);
        if (!entry || !*entry || !set_rights(entry, rights ? rights | USER : 0))
            problem = -ENOMEM;
    }
    load_root(root);
    return problem;
}

/* --- Faults --- */

/* The last one that has the page need not copy it. */
static void copy_on_write(pte *entry, uint64_t address)
{
    void *page = to_virtual(pte_address(*entry)), *shared = page;
    unsigned rights = (pte_rights(*entry) & ~COPY) | WRITE;
    if (*page_references(page) > 1) {
        page = memcpy(page_promised(), shared, PAGE_SIZE);
        page_put(shared);
        counts.copied++;
    } else {
        counts.promised--;
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

static long copy(pte *root, uint64_t user, char *kernel, uint64_t size, unsigned access)
{
    for (uint64_t part; size; user += part, kernel += part, size -= part) {
        char *at = space_at(root, user, access);
        if (!at)
            return -EFAULT;
        part = in_page(user, size);
        memcpy(access == READ ? kernel : at, access == READ ? at : kernel, part);
    }
    return 0;
}

long copy_in(void *to, uint64_t from, uint64_t size)
{
    return copy(current->root, from, to, size, READ);
}

long copy_out(uint64_t to, const void *from, uint64_t size)
{
    return copy(current->root, to, (void *)from, size, WRITE);
}

long space_write(pte *root, uint64_t to, const void *from, uint64_t size)
{
    return copy(root, to, (void *)from, size, WRITE);
}
