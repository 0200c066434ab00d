/* Grades exercise 1.3: walks the answer's table as the hardware does, then a guest runs in it. */
#include "enter_guest.h"
#include "exercise.h"
#include "grade.h"
#include "random.h"
#include "string.h"
#include "table.h"

static uint64_t gpa, hpa; /* what the answer was asked for */
static uint64_t *root;    /* what it returned */
static uint64_t leaf;     /* the entry at which the walk ends, 0 if it does not get there */
static uint32_t mark;

/* A page in the upper half of the machine's largest piece of free RAM. */
static uint64_t random_page(void)
{
    struct memory_range largest = machine.ram[0];
    for (unsigned i = 1; i < machine.ram_ranges; i++) {
        if (machine.ram[i].end - machine.ram[i].base > largest.end - largest.base)
            largest = machine.ram[i];
    }
    uint64_t pages = (largest.end - largest.base) / PAGE_SIZE / 2;
    return largest.end / PAGE_SIZE * PAGE_SIZE - (1 + random_below(pages)) * PAGE_SIZE;
}

/* The guest and its mark are written into the page at hpa. */
static void ask(uint64_t at)
{
    gpa = at;
    hpa = random_page();
    leaf = 0;
    mark = random_bits() | 1;
    memset((void *)hpa, 0, PAGE_SIZE);
    memcpy((void *)hpa, guest_start, guest_end - guest_start);
    *(uint32_t *)(hpa + MARK_IN) = mark;
    memory_clean((void *)hpa, PAGE_SIZE);
    root = build_table(gpa, hpa);
}

/* --- The table --- */

static bool is_static(uint64_t at, uint64_t entries)
{
    uint64_t end = (uintptr_t)image_end;
    return at >= (uintptr_t)rodata_end && at < end && end - at >= entries * sizeof *root;
}

static bool expect_root(void)
{
    uint64_t at = (uintptr_t)root;
    return expect(at % STAGE2_ROOT_SIZE == 0,
                  "it is at 0x%lx, not at a multiple of %u. What "
                  "does the hardware do with the low bits?",
                  at, STAGE2_ROOT_SIZE) &&
           expect(is_static(at, format.root_entries), "it is at 0x%lx, not in static memory", at);
}

static uint64_t entries_at(unsigned height)
{
    return height == format.levels - 1 ? format.root_entries : TABLE_ENTRIES;
}

static unsigned shift_at(unsigned height)
{
    return PAGE_SHIFT + 9 * height;
}

/* What keeps the walk from going on at the next lower level. */
static const char *problem_of(uint64_t entry, unsigned height)
{
    enum entry_kind kind = entry_kind(entry, height);
    if (kind == NO_ENTRY)
        return "not valid. Which bits of the GPA choose the entry of this table?";
    if (!height)
        return NULL;
    if (kind == LEAF)
        return "a leaf. Which bits say that a table follows?";
    if (!is_static(entry_address(entry), TABLE_ENTRIES))
        return "its address is that of no static table of yours";
    return table_problem(entry);
}

static bool expect_walk(void)
{
    const uint64_t *table = root;
    for (unsigned height = format.levels; height-- > 0;) {
        uint64_t i = gpa >> shift_at(height) & (entries_at(height) - 1), entry = table[i];
        const char *problem = problem_of(entry, height);
        if (!expect(!problem, "GPA 0x%lx, table %u of %u on the way: entry %lu is 0x%lx: %s", gpa,
                    format.levels - height, format.levels, i, entry, problem))
            return false;
        if (!height)
            leaf = entry;
        table = (uint64_t *)entry_address(entry);
    }
    return true;
}

static bool expect_page(void)
{
    return expect(entry_address(leaf) == hpa, "the leaf 0x%lx leads to 0x%lx, not to 0x%lx", leaf,
                  entry_address(leaf), hpa);
}

static bool expect_rights(void)
{
    const char *problem = leaf_problem(leaf);
    return expect(!problem, "the leaf is 0x%lx: %s", leaf, problem);
}

/* Whether a GPA is mapped besides the one that was asked for; sets other to it. */
static bool find_other(const uint64_t *table, unsigned height, uint64_t base, uint64_t *other)
{
    for (uint64_t i = 0; i < entries_at(height); i++) {
        uint64_t at = base | i << shift_at(height), below = entry_address(table[i]);
        enum entry_kind kind = entry_kind(table[i], height);
        *other = at;
        if (kind == TABLE && is_static(below, TABLE_ENTRIES)) {
            if (find_other((const uint64_t *)below, height - 1, at, other))
                return true;
        } else if (kind != NO_ENTRY && (height || at != gpa)) {
            return true;
        }
    }
    return false;
}

static bool expect_nothing_else(void)
{
    uint64_t other;
    bool found = find_other(root, format.levels - 1, 0, &other);
    return expect(!found, "GPA 0x%lx is mapped as well. Only 0x%lx should be", other, gpa);
}

static bool expect_table(void)
{
    return expect_root() && expect_walk() && expect_page() && expect_nothing_else();
}

/* --- The points --- */

/* Below 4 GiB, where every guest can start. On each level it has another index, and none is 0. */
static uint64_t random_gpa(void)
{
    uint64_t top = 1 + random_below(3), middle = 4 + random_below(252);
    return top << 30 | middle << 21 | (256 + random_below(256)) << PAGE_SHIFT;
}

static void check_root(void)
{
    ask(random_gpa());
    expect_root();
}

static void check_walk(void)
{
    expect(is_static((uintptr_t)root, format.root_entries), "there is no root") && expect_walk();
}

static bool expect_leaf(void)
{
    return expect(leaf, "the walk does not reach a leaf yet");
}

static void check_page(void)
{
    expect_leaf() && expect_page();
}

static void check_rights(void)
{
    expect_leaf() && expect_rights();
}

static void check_nothing_else(void)
{
    expect_leaf() && expect_nothing_else();
}

/* Also without the rights: then the CPU says what it thinks of the leaf. */
static void check_run(void)
{
    if (expect_table())
        enter_guest(gpa, root);
}

static void check_again(void)
{
    ask(random_gpa());
    if (expect_table() && expect_rights())
        enter_guest(gpa, root);
}

static void check_last(void)
{
    ask((1ul << format.gpa_bits) - PAGE_SIZE);
    expect_table() && expect_rights();
}

const struct point points[] = {
    {"the root is where the hardware can use it", check_root},
    {"each level leads to the next one", check_walk},
    {"the leaf leads to the given page", check_page},
    {"the guest may read, write and execute the page", check_rights},
    {"nothing else is mapped", check_nothing_else},
    {"the guest runs there", check_run},
    {"asked again, only the new page is mapped", check_again},
    {"the last page of the guest-physical addresses", check_last},
    {},
};

int main(void)
{
    check_points();
}

void guest_trapped(void)
{
    uint32_t found = *(volatile uint32_t *)(hpa + MARK_OUT);
    if (!expect(trapped_by_hypercall(), "it trapped before its hypercall, as printed above"))
        print_trap();
    expect(found == mark, "its mark is 0x%x, in its page is 0x%x", mark, found);
    check_points();
}
