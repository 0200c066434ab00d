/* Changing the table: map, unmap, protect. */
#include "stage2.h"

#include "page_alloc.h"

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The first address after gpa that another entry of the same table covers. */
static uint64_t next_entry(uint64_t gpa, unsigned height)
{
    return (gpa | (entry_span(height) - 1)) + 1;
}

/* --- Checks: before anything is changed --- */

static error check_range(uint64_t gpa, uint64_t hpa, uint64_t size)
{
    if ((gpa | hpa | size) % PAGE_SIZE || !size)
        return error_of("GPA 0x%lx, HPA 0x%lx, size 0x%lx: not in whole pages", gpa, hpa, size);
    if (gpa >> STAGE2_GPA_BITS || size > (1ul << STAGE2_GPA_BITS) - gpa)
        return error_of("GPA 0x%lx, size 0x%lx: beyond the guest's %d address bits", gpa, size,
                        STAGE2_GPA_BITS);
    uint64_t last = hpa + size - PAGE_SIZE;
    if (last < hpa)
        return error_of("HPA 0x%lx, size 0x%lx: wraps around", hpa, size);
    if (entry_address(entry_for_leaf(last, STAGE2_R, 0)) != last)
        return error_of("HPA 0x%lx, size 0x%lx: beyond the addresses that an entry can hold", hpa,
                        size);
    return OK;
}

static error check_prot(unsigned prot)
{
    if (!(prot & ~(STAGE2_RWX | STAGE2_DEVICE)) && stage2_prot_valid(prot))
        return OK;
    return error_of("this architecture has no %s%s%s mapping (%u)", prot & STAGE2_R ? "r" : "-",
                    prot & STAGE2_W ? "w" : "-", prot & STAGE2_X ? "x" : "-", prot);
}

/* The first address in gpa..end that is mapped (or, with mapped false, is not); else end. */
static uint64_t find_first(stage2_entry *table, unsigned height, uint64_t gpa, uint64_t end,
                           bool mapped)
{
    while (gpa < end) {
        stage2_entry entry = *entry_of(table, height, gpa);
        uint64_t next = min(next_entry(gpa, height), end);
        if (entry_is_table(entry, height)) {
            uint64_t found = find_first(table_below(entry), height - 1, gpa, next, mapped);
            if (found < next)
                return found;
        } else if (entry_present(entry) == mapped) {
            return gpa;
        }
        gpa = next;
    }
    return end;
}

void (*stage2_flush_everywhere)(const struct stage2 *stage2);

/* After an entry was changed or removed. A new one needs only stage2_fence(): another CPU that
 * still believes there is none faults, and finds the entry then. */
static void fence_everywhere(const struct stage2 *stage2)
{
    stage2_fence(stage2);
    if (stage2_flush_everywhere)
        stage2_flush_everywhere(stage2);
}

/* --- Splitting: afterwards no entry crosses gpa --- */

/* Replaces a block by a table that says the same in 512 entries. */
static error split_block(struct stage2 *stage2, stage2_entry *slot, unsigned height)
{
    stage2_entry old = *slot, *entries = page_alloc(0);
    if (!entries)
        return error_of("no memory for a table");
    for (uint64_t i = 0; i < 512; i++)
        entries[i] = entry_for_leaf(entry_address(old) + i * entry_span(height - 1),
                                    entry_prot(old), height - 1);
    /* slide: split */
    *slot = 0; /* break before make: never two translations of one address */
    fence_everywhere(stage2);
    *slot = entry_for_table((uintptr_t)entries);
    /* end */
    return OK;
}

static error split_at(struct stage2 *stage2, uint64_t gpa)
{
    stage2_entry *table = stage2->root;
    for (unsigned height = STAGE2_TOP; gpa % entry_span(height); height--) {
        stage2_entry *slot = entry_of(table, height, gpa);
        if (!entry_present(*slot))
            return OK;
        if (!entry_is_table(*slot, height))
            TRY(split_block(stage2, slot, height));
        table = table_below(*slot);
    }
    return OK;
}

/* For a range that must be mapped: afterwards no entry crosses its ends. */
static error split_range(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    TRY(check_range(gpa, 0, size));
    uint64_t hole = find_first(stage2->root, STAGE2_TOP, gpa, gpa + size, false);
    if (hole < gpa + size)
        return error_of("GPA 0x%lx is not mapped", hole);
    TRY(split_at(stage2, gpa));
    return split_at(stage2, gpa + size);
}

/* --- Unmap --- */

static bool is_empty(const stage2_entry *table)
{
    for (unsigned i = 0; i < 512; i++) {
        if (entry_present(table[i]))
            return false;
    }
    return true;
}

static void unmap_range(struct stage2 *stage2, stage2_entry *table, unsigned height, uint64_t gpa,
                        uint64_t end)
{
    for (uint64_t next; gpa < end; gpa = next) {
        stage2_entry *slot = entry_of(table, height, gpa), old = *slot;
        next = min(next_entry(gpa, height), end);
        if (entry_is_table(old, height)) {
            unmap_range(stage2, table_below(old), height - 1, gpa, next);
            if (!is_empty(table_below(old)))
                continue;
            *slot = 0;
            fence_everywhere(
                stage2); /* the hardware stops using the table before its page is free */
            page_free(table_below(old));
        } else {
            *slot = 0;
        }
    }
}

error stage2_unmap(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    TRY(split_range(stage2, gpa, size));
    unmap_range(stage2, stage2->root, STAGE2_TOP, gpa, gpa + size);
    fence_everywhere(stage2);
    return OK;
}

/* --- Map --- */

/* The entry for gpa at that height, with the tables above it; or the block above that maps gpa
 * already. NULL without memory for a table. */
static stage2_entry *make_entry(struct stage2 *stage2, uint64_t gpa, unsigned height)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    for (unsigned above = STAGE2_TOP; above > height; above--) {
        if (!entry_present(*slot)) {
            void *below = page_alloc(0);
            if (!below)
                return NULL;
            *slot = entry_for_table((uintptr_t)below);
        } else if (!entry_is_table(*slot, above)) {
            return slot;
        }
        slot = entry_of(table_below(*slot), above - 1, gpa);
    }
    return slot;
}

static error map_range(struct stage2 *stage2, uint64_t gpa, uint64_t end, uint64_t hpa,
                       unsigned prot)
{
    while (gpa < end) {
        unsigned height = (gpa | hpa) % entry_span(1) || end - gpa < entry_span(1) ? 0 : 1;
        stage2_entry *slot = make_entry(stage2, gpa, height);
        if (!slot)
            return error_of("no memory for a table");
        do { /* this entry, and those after it in the same table */
            *slot++ = entry_for_leaf(hpa, prot, height);
            gpa += entry_span(height);
            hpa += entry_span(height);
        } while (end - gpa >= entry_span(height) && gpa % entry_span(height + 1));
    }
    return OK;
}

error stage2_map(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, uint64_t size, unsigned prot)
{
    TRY(check_range(gpa, hpa, size));
    TRY(check_prot(prot));
    uint64_t taken = find_first(stage2->root, STAGE2_TOP, gpa, gpa + size, true);
    if (taken < gpa + size)
        return error_of("GPA 0x%lx is mapped already", taken);
    error problem = map_range(stage2, gpa, gpa + size, hpa, prot);
    if (problem) /* all or nothing */
        unmap_range(stage2, stage2->root, STAGE2_TOP, gpa, gpa + size);
    stage2_fence(stage2);
    return problem;
}

error stage2_map_leaf(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, unsigned height,
                      unsigned prot)
{
    stage2_entry *slot = entry_of(stage2->root, STAGE2_TOP, gpa);
    stage2_entry leaf = entry_for_leaf(hpa, prot, height);
    unsigned above = STAGE2_TOP;
    while (above > height && entry_is_table(*slot, above))
        slot = entry_of(table_below(*slot), --above, gpa);
    if (above > height || entry_present(*slot) || (gpa | hpa) % entry_span(height) ||
        gpa >> STAGE2_GPA_BITS || prot > STAGE2_RWX || !stage2_prot_valid(prot) ||
        entry_address(leaf) != hpa)
        return stage2_map(stage2, gpa, hpa, entry_span(height), prot); /* tables, or an error */
    *slot = leaf;
    stage2_fence(stage2);
    return OK;
}

/* --- Protect --- */

static void protect_range(stage2_entry *table, unsigned height, uint64_t gpa, uint64_t end,
                          unsigned prot)
{
    for (uint64_t next; gpa < end; gpa = next) {
        stage2_entry *slot = entry_of(table, height, gpa);
        next = min(next_entry(gpa, height), end);
        if (entry_is_table(*slot, height))
            protect_range(table_below(*slot), height - 1, gpa, next, prot);
        else
            *slot = entry_for_leaf(entry_address(*slot), prot, height);
    }
}

error stage2_protect(struct stage2 *stage2, uint64_t gpa, uint64_t size, unsigned prot)
{
    TRY(check_prot(prot));
    TRY(split_range(stage2, gpa, size));
    protect_range(stage2->root, STAGE2_TOP, gpa, gpa + size, prot);
    fence_everywhere(stage2);
    return OK;
}
