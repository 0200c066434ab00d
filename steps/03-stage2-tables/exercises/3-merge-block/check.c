/* Grades exercise 3.3: merges what can be merged, and what cannot. */
#include "enter_guest.h"
#include "exercise.h"
#include "grade.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "probe.h"
#include "random.h"
#include "string.h"
#include "watch.h"

static stage2_entry *new_memory(void)
{
    void *memory = page_alloc(order_of(STAGE2_BLOCK_SIZE));
    if (!memory)
        panic("exercise 3.3: no memory for a block");
    return memory;
}

/* --- 512 pages that can be merged --- */

static bool merges(void)
{
    error problem = merge(pages.gpa);
    if (problem)
        return expect(false, "merge_block() refuses what can be merged: \"%s\"", problem);
    if (!expect(!entry_is_table(*pages.slot, 1),
                "merge_block() returned OK, but the table is in use"))
        return false;
    struct stage2_place place;
    uint64_t at = pages.gpa + random_below(STAGE2_BLOCK_SIZE), right = pages.hpa + (at - pages.gpa);
    if (!expect(stage2_lookup(&pages.stage2, at, &place),
                "GPA 0x%lx is not mapped: the entry is 0x%lx", at, *pages.slot))
        return false;
    expect(place.hpa == right, "GPA 0x%lx led to HPA 0x%lx. Now it leads to 0x%lx.", at, right,
           place.hpa);
    return expect(place.prot == pages.prot, "the pages had prot %u, the block has %u", pages.prot,
                  place.prot);
}

static char *guest_page;

/* The probe runs in one of the pages. On x86-64 it is a guest of 32 bits. */
static void run_guest(void)
{
    uint64_t offset = random_below(512) * PAGE_SIZE;
    pages.gpa = (1 + random_below(512)) * STAGE2_BLOCK_SIZE;
    pages.hpa = (uintptr_t)new_memory();
    pages.prot = STAGE2_RWX;
    guest_page = (char *)pages.hpa + offset;
    memcpy(guest_page, probe_start, probe_end - probe_start);
    memory_clean(guest_page, PAGE_SIZE);
    map_pages();
    if (merges())
        enter_guest(pages.gpa + offset, pages.stage2.root);
}

void guest_trapped(void)
{
    uint32_t mark = *(uint32_t *)(guest_page + PROBE_MARK_OFFSET);
    expect(trapped_by_hypercall() && mark == PROBE_MARK,
           "a guest in the block did not run: its entry is 0x%lx", *pages.slot);
    check_points();
}

static void check_merge(void)
{
    map_random_pages();
    if (merges())
        run_guest();
}

static bool was_merged(void)
{
    return expect(!entry_is_table(watch.after, 1), "the table is still in use") &&
           expect(watch.fences, "stage2_fence() was not called");
}

static void check_break(void)
{
    if (was_merged())
        expect(watch.broken,
               "at each fence the entry was valid, 0x%lx at the last. Can the TLB then hold a page "
               "and the block at once?",
               watch.last);
}

static void check_make(void)
{
    if (was_merged())
        expect(watch.last == watch.after,
               "at the last fence the entry was 0x%lx, at the end 0x%lx. What may a TLB hold that "
               "caches invalid entries?",
               watch.last, watch.after);
}

static void check_free(void)
{
    if (!was_merged() ||
        !expect(watch.freed, "the table's page, %p, was not freed", (void *)pages.table))
        return;
    expect(!watch.freed_early,
           "its page was freed before the fence. What may a walk read there that has begun "
           "already?");
    expect(watch.pages_more == 1, "%ld more pages are free than before. It should be 1.",
           watch.pages_more);
}

/* --- What cannot be merged --- */

/* The answer has to say so, and to leave the table as it is. */
static void refuses(uint64_t gpa, const char *what)
{
    static stage2_entry before[512];
    stage2_entry entry = *pages.slot;
    memcpy(before, pages.table, sizeof before);
    error problem = merge(gpa);
    expect(problem, "%s, but merge_block() returned OK", what);
    expect(*pages.slot == entry && !memcmp(before, pages.table, sizeof before) && !watch.pages_more,
           "%s. merge_block() returned an error, but it has changed the table", what);
    expect(!watch.broken, "%s. merge_block() noticed it after it had cleared the entry", what);
}

/* An answer that refuses everything gets no point for it. */
static bool merges_others(void)
{
    map_random_pages();
    return expect(!merge(pages.gpa), "merge_block() refuses what can be merged as well");
}

static unsigned inner_page(void)
{
    return 1 + random_below(510);
}

/* Pages of which one has another entry: one inside, the last, and the first. */
static void refuses_pages(stage2_entry (*other_entry)(unsigned page), const char *what)
{
    const unsigned others[] = {inner_page(), 511, 0};
    for (unsigned i = 0; i < ARRAY_LENGTH(others); i++) {
        map_random_pages();
        pages.table[others[i]] = other_entry(others[i]);
        refuses(pages.gpa, phrase("of the pages 0 to 511, page %u %s", others[i], what));
    }
}

static stage2_entry no_entry(unsigned page)
{
    return 0;
}

/* On all three architectures bit 0 says whether an entry is valid. */
static stage2_entry invalid_entry(unsigned page)
{
    return pages.table[page] & ~1ul;
}

static stage2_entry other_rights(unsigned page)
{
    unsigned prot = pages.prot == STAGE2_R ? STAGE2_R | STAGE2_W : STAGE2_R;
    return entry_for_leaf(pages.hpa + page * PAGE_SIZE, prot, 0);
}

static stage2_entry next_memory(unsigned page)
{
    return entry_for_leaf(pages.hpa + (page + 1) * PAGE_SIZE, pages.prot, 0);
}

static stage2_entry other_block(unsigned page)
{
    return entry_for_leaf(pages.hpa + page * PAGE_SIZE + STAGE2_BLOCK_SIZE, pages.prot, 0);
}

static void check_valid(void)
{
    if (!merges_others())
        return;
    refuses_pages(no_entry, "is not mapped");
    refuses_pages(invalid_entry, "is not valid (the other bits of its entry are there)");
}

static void check_rights(void)
{
    if (merges_others())
        refuses_pages(other_rights, "has other rights");
}

static void check_memory(void)
{
    if (!merges_others())
        return;
    refuses_pages(next_memory, "leads to the next page's memory");
    refuses_pages(other_block, "leads to another block of memory");
    pages.hpa += inner_page() * PAGE_SIZE;
    map_pages();
    refuses(pages.gpa, phrase("the pages' memory begins at HPA 0x%lx", pages.hpa));
}

/* A block, and its guest has written into it what could be a table. */
static void check_block(void)
{
    map_random_pages();
    stage2_entry *memory = memcpy(new_memory(), pages.table, PAGE_SIZE);
    pages.gpa ^= STAGE2_BLOCK_SIZE;
    must(stage2_map_leaf(&pages.stage2, pages.gpa, (uintptr_t)memory, 1, pages.prot));
    find_entry();
    refuses(pages.gpa, "a block is there already");
}

static void check_no_table(void)
{
    if (!merges_others())
        return;
    map_random_pages();
    refuses(pages.gpa + inner_page() * PAGE_SIZE, "a GPA in the middle of the pages");
    refuses(pages.gpa + (1ul << STAGE2_GPA_BITS), "a GPA with one bit too many");
    check_block();
    map_random_pages();
    refuses(pages.gpa ^ STAGE2_BLOCK_SIZE, "nothing is mapped there");
    refuses(pages.gpa ^ entry_span(STAGE2_TOP), "nothing is mapped there");
}

const struct point points[] = {
    {"512 pages become one block", check_merge},
    {"break before make", check_break},
    {"a fence after the new entry", check_make},
    {"the table's page is freed, after a fence", check_free},
    {"a page that is not valid is refused", check_valid},
    {"a page with other rights is refused", check_rights},
    {"memory that is no block is refused", check_memory},
    {"a GPA without a table of pages is refused", check_no_table},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}
