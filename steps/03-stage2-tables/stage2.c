/* Changing the table: map, unmap, protect. */
#include "stage2.h"

#include "page_alloc.h"

#define TOP (STAGE2_LEVELS - 1) /* the root's height */

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
    if (!(prot & ~STAGE2_RWX) && stage2_prot_exists(prot))
        return OK;
    return error_of("this architecture has no %s%s%s mapping (%u)", prot & STAGE2_R ? "r" : "-",
                    prot & STAGE2_W ? "w" : "-", prot & STAGE2_X ? "x" : "-", prot);
}

/* The first address in gpa..end that is mapped (or, with mapped false, not mapped); else end. */
static uint64_t find(stage2_entry *table, unsigned height, uint64_t gpa, uint64_t end, bool mapped)
{
    while (gpa < end) {
        stage2_entry entry = *entry_of(table, height, gpa);
        uint64_t next = min(next_entry(gpa, height), end);
        if (entry_is_table(entry, height)) {
            uint64_t found = find(table_below(entry), height - 1, gpa, next, mapped);
            if (found < next)
                return found;
        } else if (entry_present(entry) == mapped) {
            return gpa;
        }
        gpa = next;
    }
    return end;
}

/* --- Splitting: afterwards no entry crosses gpa --- */

static error split_at(stage2_entry *table, unsigned height, uint64_t gpa)
{
    for (; gpa % entry_span(height); height--) {
        stage2_entry *slot = entry_of(table, height, gpa), old = *slot;
        if (!entry_present(old))
            return OK;
        if (!entry_is_table(old, height)) {
            stage2_entry *pages = page_alloc(0);
            if (!pages)
                return error_of("no memory for a table");
            for (uint64_t i = 0; i < 512; i++)
                pages[i] = entry_for_leaf(entry_address(old) + i * entry_span(height - 1),
                                          entry_prot(old), height - 1);
            /* slide: split */
            *slot = 0; /* break before make: never two translations of one address */
            stage2_fence();
            *slot = entry_for_table((uintptr_t)pages);
            /* end */
        }
        table = table_below(*slot);
    }
    return OK;
}

/* For a range that must be mapped: afterwards no entry crosses its ends. */
static error cut_out(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    error problem = check_range(gpa, 0, size);
    if (problem)
        return problem;
    uint64_t hole = find(stage2->root, TOP, gpa, gpa + size, false);
    if (hole < gpa + size)
        return error_of("GPA 0x%lx is not mapped", hole);
    problem = split_at(stage2->root, TOP, gpa);
    return problem ? problem : split_at(stage2->root, TOP, gpa + size);
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

static void unmap_range(stage2_entry *table, unsigned height, uint64_t gpa, uint64_t end)
{
    for (uint64_t next; gpa < end; gpa = next) {
        stage2_entry *slot = entry_of(table, height, gpa), old = *slot;
        next = min(next_entry(gpa, height), end);
        if (entry_is_table(old, height)) {
            unmap_range(table_below(old), height - 1, gpa, next);
            if (!is_empty(table_below(old)))
                continue;
            *slot = 0;
            stage2_fence(); /* the hardware stops using the table before its page is free */
            page_free(table_below(old));
        } else {
            *slot = 0;
        }
    }
}

error stage2_unmap(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    error problem = cut_out(stage2, gpa, size);
    if (problem)
        return problem;
    unmap_range(stage2->root, TOP, gpa, gpa + size);
    stage2_fence();
    return OK;
}

/* --- Map --- */

static error map_range(stage2_entry *table, unsigned height, uint64_t gpa, uint64_t end,
                       uint64_t hpa, unsigned prot)
{
    uint64_t span = entry_span(height);
    for (uint64_t next; gpa < end; hpa += next - gpa, gpa = next) {
        /* slide: map */
        stage2_entry *slot = entry_of(table, height, gpa);
        next = min(next_entry(gpa, height), end);
        if (height <= 1 && next - gpa == span && hpa % span == 0) {
            *slot = entry_for_leaf(hpa, prot, height);
            continue;
        }
        if (!entry_present(*slot)) {
            void *below = page_alloc(0);
            if (!below)
                return error_of("no memory for a table");
            *slot = entry_for_table((uintptr_t)below);
        }
        /* end */
        error problem = map_range(table_below(*slot), height - 1, gpa, next, hpa, prot);
        if (problem)
            return problem;
    }
    return OK;
}

error stage2_map(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, uint64_t size, unsigned prot)
{
    error problem = check_range(gpa, hpa, size);
    if (!problem)
        problem = check_prot(prot);
    if (problem)
        return problem;
    /* slide: all-or-nothing */
    uint64_t taken = find(stage2->root, TOP, gpa, gpa + size, true);
    if (taken < gpa + size)
        return error_of("GPA 0x%lx is mapped already", taken);
    problem = map_range(stage2->root, TOP, gpa, gpa + size, hpa, prot);
    if (problem)
        unmap_range(stage2->root, TOP, gpa, gpa + size);
    stage2_fence();
    return problem;
    /* end */
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
    error problem = check_prot(prot);
    if (!problem)
        problem = cut_out(stage2, gpa, size);
    if (problem)
        return problem;
    protect_range(stage2->root, TOP, gpa, gpa + size, prot);
    stage2_fence();
    return OK;
}
