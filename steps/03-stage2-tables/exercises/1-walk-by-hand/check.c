/* Grades exercise 3.1: a table out of the seed is printed, and three GPAs are asked about. No
 * reason may contain the number that is asked for: the next run asks for it again. */
#include "enter_guest.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "random.h"

#define ROOT_ENTRIES (STAGE2_ROOT_SIZE / sizeof(stage2_entry))
#define HPA_LIMIT    (1ul << 36)

static struct stage2 stage2;
static uint64_t first, second, third; /* GPAs: in a page, in a block, not mapped */

/* --- The table --- */

/* The entry at which the walk ends, and its height. */
static stage2_entry *last_entry(uint64_t gpa, unsigned *height)
{
    *height = STAGE2_TOP;
    stage2_entry *slot = entry_of(stage2.root, *height, gpa);
    while (entry_is_table(*slot, *height))
        slot = entry_of(table_below(*slot), --*height, gpa);
    return slot;
}

/* Maps the page or block around gpa, unless it is mapped. No guest uses the memory, so the HPA may
 * be any. The rights are those that all three architectures have, except all of them. */
static void map(uint64_t gpa, unsigned height)
{
    static const unsigned prots[] = {STAGE2_R, STAGE2_R | STAGE2_W, STAGE2_R | STAGE2_X};
    uint64_t span = entry_span(height), hpa = random_below(HPA_LIMIT / span) * span;
    unsigned prot = prots[random_below(ARRAY_LENGTH(prots))];
    struct stage2_place place;
    if (!stage2_lookup(&stage2, gpa, &place))
        must(stage2_map_leaf(&stage2, gpa - gpa % span, hpa, height, prot));
}

/* What a wrong index leads to: the neighbours on each level, the same path below another entry of
 * the root, and below the one that nine bits of a longer index pick. */
static void map_misleading(void)
{
    uint64_t low = 512 * entry_span(STAGE2_TOP);
    for (unsigned height = 0; height < STAGE2_TOP; height++)
        map(first ^ entry_span(height), 0);
    map(second ^ entry_span(1), 1);
    for (unsigned i = 0; i < 2; i++) {
        map(i ? first % low : first ^ entry_span(STAGE2_TOP), 0);
        map(i ? second % low : second ^ entry_span(STAGE2_TOP), 1);
        map(i ? third % low : third ^ entry_span(STAGE2_TOP), 0);
    }
}

/* Bits of an address that are not all 0. */
static uint64_t random_part(uint64_t unit, uint64_t values)
{
    return (1 + random_below(values - 1)) * unit;
}

static void make_table(void)
{
    page_alloc_init();
    must(stage2_init(&stage2, 0));
    for (unsigned i = 0; i < STAGE2_GPA_BITS; i++)
        random_bits(); /* so that no number is the same on two architectures */
    first = 1ul << (STAGE2_GPA_BITS - 1) | random_below(1ul << (STAGE2_GPA_BITS - 1));
    first = first - first % PAGE_SIZE + random_part(1, PAGE_SIZE);
    /* The bit that stays tells the neighbours apart. */
    second = (first ^ random_part(2 * entry_span(1), 256)) & ~(entry_span(1) - 1);
    second += random_part(PAGE_SIZE, 512) + random_part(1, PAGE_SIZE);
    third = (first ^ random_part(2 * PAGE_SIZE, 256)) & ~(PAGE_SIZE - 1);
    third += random_part(1, PAGE_SIZE);
    map(first, 0);
    map(second, 1);
    map(third, 0);
    map_misleading();
    unsigned height;
    *last_entry(third, &height) &= ~1ul; /* on all three, an entry is valid if bit 0 is set */
}

static void print_tables(const stage2_entry *table, unsigned height, unsigned entries)
{
    printf("table at %p\n", (const void *)table);
    for (unsigned i = 0; i < entries; i++) {
        if (table[i])
            printf("  [%4u]  %016lx\n", i, table[i]);
    }
    for (unsigned i = 0; i < entries; i++) {
        if (entry_is_table(table[i], height))
            print_tables(table_below(table[i]), height - 1, 512);
    }
}

static void print_task(void)
{
    printf("GPAs: 0x%lx, 0x%lx, 0x%lx\n", first, second, third);
    printf("The root is at %p and has %lu entries. An entry that is not printed is 0.\n",
           (void *)stage2.root, ROOT_ENTRIES);
    print_tables(stage2.root, STAGE2_TOP, ROOT_ENTRIES);
}

/* --- The points --- */

static const char *words_of(unsigned prot)
{
    return phrase("%s%s%s", prot & STAGE2_R ? "r" : "-", prot & STAGE2_W ? "w" : "-",
                  prot & STAGE2_X ? "x" : "-");
}

static struct walk ask(uint64_t gpa)
{
    struct walk said = walk_by_hand(gpa, stage2.root);
    bool answered = said.index[0] || said.index[1] || said.index[2] || said.index[3];
    expect(answered, "no answer for GPA 0x%lx.%s", gpa,
           checked_point == points ? " The GPAs depend on the seed and the architecture." : "");
    return said;
}

static void check_indices(uint64_t gpa)
{
    struct walk said = ask(gpa);
    unsigned last, tables = 0;
    last_entry(gpa, &last);
    for (unsigned height = STAGE2_TOP + 1; height-- > last; tables++) {
        unsigned entries = height == STAGE2_TOP ? ROOT_ENTRIES : 512;
        expect(said.index[tables] == gpa / entry_span(height) % entries,
               "GPA 0x%lx: .index[%u], you said %u. This table has %u entries: how many bits pick "
               "one, and which?",
               gpa, tables, said.index[tables], entries);
    }
    for (; tables < ARRAY_LENGTH(said.index); tables++)
        expect(!said.index[tables],
               "GPA 0x%lx: .index[%u], you said %u. Is there a table below the entry before it?",
               gpa, tables, said.index[tables]);
}

static void check_hpa(uint64_t gpa)
{
    uint64_t said = ask(gpa).hpa;
    struct stage2_place place;
    stage2_lookup(&stage2, gpa, &place);
    unsigned height;
    uint64_t base = entry_address(*last_entry(gpa, &height));
    const char *hint =
        "Which bits of the leaf are an address, and which bits of the GPA are added?";
    if (said == base)
        hint = "The leaf's memory begins there. Which byte of it is meant?";
    else if (said == base + gpa % PAGE_SIZE)
        hint = "How many bytes does this leaf cover, so how many bits of the GPA are the offset?";
    expect(said == place.hpa, "GPA 0x%lx: you said HPA 0x%lx. %s", gpa, said, hint);
}

static void check_first(void)
{
    make_table();
    print_task();
    check_indices(first);
}

static void check_first_hpa(void)
{
    check_hpa(first);
}

static void check_first_prot(void)
{
    unsigned said = ask(first).prot, height;
    expect(said == entry_prot(*last_entry(first, &height)),
           "GPA 0x%lx: you said %s. Which bits of the leaf decide, and which way round?", first,
           words_of(said));
}

static void check_second(void)
{
    check_indices(second);
}

static void check_second_hpa(void)
{
    check_hpa(second);
}

static void check_third(void)
{
    struct walk said = ask(third);
    check_indices(third);
    expect(!said.hpa && !said.prot,
           "GPA 0x%lx: you said HPA 0x%lx, prot %s. Is every entry on the way valid?", third,
           said.hpa, words_of(said.prot));
}

const struct point points[] = {
    {"the first GPA's indices", check_first},
    {"the first GPA's HPA", check_first_hpa},
    {"the first GPA's rights", check_first_prot},
    {"the second GPA's indices", check_second},
    {"the second GPA's HPA", check_second_hpa},
    {"the third GPA", check_third},
    {},
};

int main(void)
{
    check_points();
}

void guest_trapped(void)
{
    panic("exercise 3.1: no guest was entered");
}
