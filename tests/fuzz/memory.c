/*
 * The guest's memory: pages that lie apart, so that each of them has a page of nobody's before it
 * and after it. Those, the stage-2 tables and the end of the hypervisor's stack are looked at
 * after each stream.
 */
#include "fuzz.h"

#include "page_alloc.h"

#define CANARY      0x6e6f626f64792773 /* "nobody's" */
#define BLOCK_PAGES (2 * GUEST_PAGES + 1)
#define STACK_SIZE  (16 << 10) /* link.ld */
#define STACK_SPARE (4 << 10)  /* what no run needs of it */

static uint64_t *block; /* BLOCK_PAGES of them: every second one is the guest's */
static uint64_t *const stack_end = (uint64_t *)(boot_stack_top - STACK_SIZE);
static const struct stage2 *tables;
static uint64_t tables_at_first;

uint8_t *guest_page(unsigned n)
{
    return (uint8_t *)block + (2 * n + 1) * PAGE_SIZE;
}

/* --- The tables --- */

static uint64_t mix(uint64_t sum, uint64_t value)
{
    return (sum << 7 | sum >> 57) * 31 + value;
}

/* A sum over all entries of all tables, apart from A and D. */
static uint64_t sum_of_tables(const stage2_entry *table, unsigned height, unsigned entries)
{
    uint64_t sum = (uintptr_t)table;
    for (unsigned i = 0; i < entries; i++) {
        sum = mix(sum, table[i] & ~accessed_and_dirty);
        if (entry_is_table(table[i], height))
            sum = mix(sum, sum_of_tables(table_below(table[i]), height - 1, 512));
    }
    return sum;
}

static uint64_t sum_of_all_tables(void)
{
    return sum_of_tables(tables->root, STAGE2_LEVELS - 1, STAGE2_ROOT_SIZE / sizeof(stage2_entry));
}

/* --- Pages that are promised --- */

/* In half of the streams one page is never given: then the guest is stopped, and a call is refused.
 */
static uint64_t refused;

static error give_page(struct guest *guest, struct guest_region *region, uint64_t gpa,
                       uint64_t size)
{
    uint64_t n = (gpa - GUEST_BASE) / PAGE_SIZE;
    if (refused >> n & 1)
        return error_of("the guest's page %lu is not given", n);
    return stage2_map_leaf(&guest->stage2, gpa & -PAGE_SIZE, (uintptr_t)guest_page(n), 0,
                           STAGE2_RWX);
}

static struct guest *guest;

/* The first page stays, so that the tables lie where they were. */
error memory_promise(void)
{
    for (unsigned n = 1; n < GUEST_PAGES && guest->regions; n++) {
        if (random_below(2))
            TRY(stage2_unmap(&guest->stage2, GUEST_BASE + n * PAGE_SIZE, PAGE_SIZE));
    }
    refused = random_below(2) ? 1ul << random_below(GUEST_PAGES) : 0;
    guest->not_given = OK;
    return OK;
}

error memory_give_all(void)
{
    struct stage2_place place;
    refused = 0;
    for (unsigned n = 1; n < GUEST_PAGES && guest->regions; n++) {
        uint64_t gpa = GUEST_BASE + n * PAGE_SIZE;
        if (!stage2_lookup(&guest->stage2, gpa, &place))
            TRY(give_page(guest, &guest->ram, gpa, PAGE_SIZE));
    }
    return OK;
}

/* --- All of it --- */

error memory_init(struct guest *of, bool on_demand)
{
    guest = of;
    block = page_alloc(order_of(BLOCK_PAGES * PAGE_SIZE));
    if (!block)
        return error_of("no memory for the guest");
    for (unsigned i = 0; i < BLOCK_PAGES * PAGE_SIZE / sizeof *block; i++)
        block[i] = CANARY;
    for (unsigned i = 0; i < STACK_SPARE / sizeof *stack_end; i++)
        stack_end[i] = CANARY;

    error problem = guest_init(guest, 0);
    for (unsigned n = 0; n < GUEST_PAGES && !problem; n++)
        problem = stage2_map(&guest->stage2, GUEST_BASE + n * PAGE_SIZE, (uintptr_t)guest_page(n),
                             PAGE_SIZE, STAGE2_RWX);
    guest->ram = (struct guest_region){
        .name = "RAM", .base = GUEST_BASE, .size = GUEST_MEMORY, .give = give_page};
    if (on_demand && !problem)
        problem = guest_add_region(guest, &guest->ram);
    return problem;
}

void memory_remember(void)
{
    tables = &guest->stage2;
    tables_at_first = sum_of_all_tables();
}

error memory_check(void)
{
    for (unsigned i = 0; i < BLOCK_PAGES * PAGE_SIZE / sizeof *block; i++) {
        if (i / 512 % 2 == 0 && block[i] != CANARY)
            return error_of("memory that is nobody's was written: HPA %p is %016lx", &block[i],
                            block[i]);
    }
    if (sum_of_all_tables() != tables_at_first)
        return error_of("the stage-2 tables are not what they were");
    for (unsigned i = 0; i < STACK_SPARE / sizeof *stack_end; i++) {
        if (stack_end[i] != CANARY)
            return error_of("the hypervisor's stack was used down to %p", &stack_end[i]);
    }
    return OK;
}
