/* System calls of a process's memory. */
#include "file.h"

/* Returns the end of the heap, which stays where it was if it cannot move. */
long sys_brk(const uint64_t *a)
{
    uint64_t from = whole_pages(current->heap_end), to = whole_pages(a[0]);
    if (a[0] >= current->heap_start && a[0] <= RETURN_ADDRESS &&
        (to <= from || !space_add(current->root, from, to, READ | WRITE))) {
        space_remove(current->root, to, from);
        current->heap_end = a[0];
    }
    return current->heap_end;
}

enum { PROT_ALL = 7, MAP_TYPE = 0x0f, MAP_PRIVATE = 0x02, MAP_FIXED = 0x10, MAP_ANONYMOUS = 0x20 };

/* The highest place for so many bytes where nothing is; below USER_START: there is none. */
static uint64_t find_room(uint64_t size)
{
    uint64_t end = RETURN_ADDRESS, taken = RETURN_ADDRESS - size;
    while (end >= USER_START + size && next_entry(current->root, &taken, end)) {
        end = taken; /* the room has to end there */
        taken = end - size;
    }
    return end < USER_START + size ? 0 : end - size;
}

/* Memory is for data or for code; and no machine has memory that can only be written. */
static long check_rights(uint64_t rights)
{
    if (rights & ~PROT_ALL)
        return -EINVAL;
    if ((rights & WRITE) && (rights & EXECUTE))
        return -EACCES;
    return rights ? rights | READ : 0;
}

long space_map(pte *root, uint64_t start, uint64_t end, unsigned rights, struct node *node,
               uint64_t offset)
{
    rights |= rights ? USER : 0;
    long problem = space_add(root, start, end, rights);
    for (uint64_t at = start; node && !problem && at < end; at += PAGE_SIZE) {
        char *page = node_page(node, offset + at - start);
        if (!page)
            continue;
        if (!page_share(page)) {
            space_remove(root, start, end);
            return -ENOMEM;
        }
        bool copy = rights & WRITE; /* the promise is for that one */
        counts.promised -= !copy;
        *walk(root, at, false) =
            pte_page(to_physical(page), copy ? (rights & ~WRITE) | COPY : rights);
        if (rights & EXECUTE)
            flush_code(page);
    }
    return problem;
}

long sys_mmap(const uint64_t *a)
{
    uint64_t at = a[0], size = whole_pages(a[1]), flags = a[3];
    long rights = check_rights(a[2]);
    if (!a[1] || (flags & MAP_TYPE) != MAP_PRIVATE || rights < 0)
        return rights < 0 ? rights : -EINVAL;
    struct file *file = flags & MAP_ANONYMOUS ? NULL : file_for(a[4], false);
    if (!(flags & MAP_ANONYMOUS) && (!file || !file->node || file->node->kind != FILE))
        return file ? -ENODEV : -EBADF;
    if (a[1] > RETURN_ADDRESS)
        return -ENOMEM;
    if (!(flags & MAP_FIXED))
        at = find_room(size);
    if (at % PAGE_SIZE || a[5] % PAGE_SIZE)
        return -EINVAL;
    if (at < USER_START || at > RETURN_ADDRESS - size)
        return -ENOMEM;
    space_remove(current->root, at, at + size);
    long problem = space_map(current->root, at, at + size, rights, file ? file->node : NULL, a[5]);
    return problem ? problem : (long)at;
}

static bool is_range(uint64_t start, uint64_t size)
{
    return !(start % PAGE_SIZE) && size <= USER_END && start <= USER_END - whole_pages(size);
}

long sys_munmap(const uint64_t *a)
{
    if (!is_range(a[0], a[1]) || !a[1])
        return -EINVAL;
    space_remove(current->root, a[0], a[0] + whole_pages(a[1]));
    return 0;
}

long sys_mprotect(const uint64_t *a)
{
    long rights = check_rights(a[2]);
    if (rights < 0 || !is_range(a[0], a[1]))
        return rights < 0 ? rights : -EINVAL;
    return space_protect(current->root, a[0], a[0] + whole_pages(a[1]), rights);
}
