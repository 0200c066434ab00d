#include "space.h"

#include "counts.h"
#include "memory.h"
#include "string.h"

struct space *space_new(void)
{
    struct space *space = heap_alloc(sizeof *space);
    if (!space)
        return NULL;
    space->root = page_alloc_for_program();
    if (!space->root) {
        heap_free(space);
        return NULL;
    }
    space->pages = 1;
    share_kernel(space->root, kernel_root);
    return space;
}

static void put_tables(pte *table, unsigned level, unsigned entries)
{
    for (unsigned i = 0; i < entries; i++) {
        if (!pte_valid(table[i]))
            continue;
        void *page = to_virtual(pte_address(table[i]));
        if (level)
            put_tables(page, level - 1, PAGE_SIZE / sizeof(pte));
        else
            page_put(page);
    }
    page_put(table);
}

void space_free(struct space *space)
{
    put_tables(space->root, LEVELS - 1, USER_ENTRIES);
    heap_free(space);
}

/* --- Regions --- */

static uint64_t pages_of_regions(const struct space *space)
{
    uint64_t count = 0;
    for (unsigned i = 0; i < space->count; i++)
        count += (space->regions[i].end - space->regions[i].start) / PAGE_SIZE;
    return count;
}

/* Makes room for a region with that number in the list. */
static struct region *insert(struct space *space, unsigned i)
{
    struct region *region = &space->regions[i];
    memmove(region + 1, region, (space->count++ - i) * sizeof *region);
    return region;
}

long space_add(struct space *space, uint64_t start, uint64_t end, unsigned rights)
{
    uint64_t size = (end - start) / PAGE_SIZE, limit = pages.all / 2;
    if (size > limit || pages_of_regions(space) + size > limit || space->pages > limit)
        return -ENOMEM;
    unsigned i = 0;
    while (i < space->count && space->regions[i].end <= start)
        i++;
    if (i < space->count && space->regions[i].start < end)
        return -ENOMEM;
    struct region *last = i ? &space->regions[i - 1] : NULL;
    if (last && last->end == start && last->rights == rights) {
        last->end = end;
        return 0;
    }
    if (space->count == MAX_REGIONS)
        return -ENOMEM;
    *insert(space, i) = (struct region){start, end, rights};
    return 0;
}

static void put_pages(struct space *space, uint64_t start, uint64_t end)
{
    for (uint64_t at = start; at < end; at += PAGE_SIZE) {
        pte *entry = walk(space->root, at, NULL);
        if (!entry || !pte_valid(*entry))
            continue;
        void *page = to_virtual(pte_address(*entry));
        *entry = 0;
        flush_page(at);
        page_put(page);
        space->pages--;
    }
}

long space_remove(struct space *space, uint64_t start, uint64_t end)
{
    for (unsigned i = 0; i < space->count; i++) {
        struct region *region = &space->regions[i];
        if (region->end <= start || region->start >= end)
            continue;
        struct region whole = *region;
        bool before = whole.start<start, after = whole.end> end;
        if (before && after && space->count == MAX_REGIONS)
            return -ENOMEM;
        put_pages(space, before ? start : whole.start, after ? end : whole.end);
        if (before && after)
            *insert(space, i + 1) = (struct region){end, whole.end, whole.rights};
        if (before)
            region->end = start;
        else if (after)
            region->start = end;
        else
            memmove(region, region + 1, (--space->count - i--) * sizeof *region);
    }
    return 0;
}

uint64_t space_find_room(const struct space *space, uint64_t size)
{
    uint64_t room = 0, last = USER_START;
    for (unsigned i = 0; i < space->count; i++) {
        if (space->regions[i].start - last >= size)
            room = space->regions[i].start - size;
        last = space->regions[i].end;
    }
    return room;
}

/* --- Pages --- */

static const struct region *region_of(const struct space *space, uint64_t address)
{
    for (unsigned i = 0; i < space->count; i++) {
        if (address < space->regions[i].end)
            return address >= space->regions[i].start ? &space->regions[i] : NULL;
    }
    return NULL;
}

/* The page is shared with other processes, and this one writes. The last one that has it need not
 * copy it. */
static long copy_on_write(pte *entry, unsigned rights)
{
    void *page = to_virtual(pte_address(*entry));
    if (page_is_shared(page)) {
        void *copy = page_alloc_for_program();
        if (!copy)
            return -ENOMEM;
        memcpy(copy, page, PAGE_SIZE);
        page_put(page);
        page = copy;
        counts.copied++;
    }
    *entry = pte_page(to_physical(page), rights | USER);
    return 0;
}

long space_fault(struct space *space, uint64_t address, unsigned access)
{
    const struct region *region = region_of(space, address);
    if (!region || !(region->rights & access))
        return -EFAULT;
    counts.faults++;
    pte *entry = walk(space->root, address, &space->pages);
    if (!entry)
        return -ENOMEM;
    if (pte_valid(*entry)) {
        /* Nothing but a write faults there: some CPUs call that of an atomic instruction a read. */
        long problem = pte_rights(*entry) & COPY ? copy_on_write(entry, region->rights) : 0;
        flush_page(address);
        return problem;
    }
    void *page = page_alloc_for_program();
    if (!page)
        return -ENOMEM;
    space->pages++;
    counts.lazy++;
    *entry = pte_page(to_physical(page), region->rights | USER);
    flush_page(address);
    return 0;
}

/* Shares the pages of a region. Those that can be written are copied by who writes first. */
static bool share_pages(struct space *to, struct space *from, const struct region *region)
{
    for (uint64_t at = region->start; at < region->end; at += PAGE_SIZE) {
        pte *entry = walk(from->root, at, NULL);
        if (!entry || !pte_valid(*entry))
            continue;
        pte *copy = walk(to->root, at, &to->pages);
        if (!copy)
            return false;
        unsigned rights = pte_rights(*entry);
        if (rights & WRITE)
            *entry = pte_page(pte_address(*entry), (rights & ~WRITE) | COPY);
        *copy = *entry;
        page_share(to_virtual(pte_address(*entry)));
        to->pages++;
        counts.shared++;
        flush_page(at);
    }
    return true;
}

struct space *space_copy(struct space *space)
{
    struct space *copy = space_new();
    if (!copy)
        return NULL;
    copy->heap_start = space->heap_start;
    copy->heap_end = space->heap_end;
    copy->count = space->count;
    memcpy(copy->regions, space->regions, sizeof space->regions);
    for (unsigned i = 0; i < space->count; i++) {
        if (!share_pages(copy, space, &space->regions[i])) {
            space_free(copy);
            return NULL;
        }
    }
    return copy;
}
