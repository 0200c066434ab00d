#include "pages.h"

#include "machine.h"

struct known known[GUESTS][PAGES];

static struct stage2 tables[GUESTS];

/* --- Memory --- */

#define MEMORY (16ul << 20) /* bytes: not all, because it takes long to take all of that */

void pages_init(void)
{
    struct memory_range *range = machine.ram, *end = range + machine.ram_ranges;
    while (range < end && range->end - range->base < MEMORY)
        range++;
    if (range == end)
        must(error_of("the grader has no memory"));
    page_alloc_add(range->base, range->base + MEMORY);
}

/* --- The answer's numbers --- */

#define NUMBERS 4096

static struct {
    uint64_t hpa;
    unsigned sharers;
} numbers[NUMBERS];

unsigned *sharers(uint64_t hpa)
{
    hpa &= -PAGE_SIZE;
    unsigned i = hpa / PAGE_SIZE % NUMBERS;
    while (numbers[i].hpa && numbers[i].hpa != hpa)
        i = (i + 1) % NUMBERS;
    numbers[i].hpa = hpa;
    return &numbers[i].sharers;
}

/* --- Pages with known bytes --- */

/* Number 2k + 1 has the same words as 2k, two of them exchanged: no sum tells them apart. */
static uint64_t word(uint64_t bytes, unsigned i)
{
    uint64_t pair = bytes & ~1ul, first = pair % 511;
    if (bytes & 1)
        i = i == first ? 511 : i == 511 ? first : i;
    return (pair + 1) * 0x9e3779b97f4a7c15 + i * 0x100000001b3;
}

static void fill(uint64_t *page, uint64_t bytes)
{
    for (unsigned i = 0; i < 512; i++)
        page[i] = word(bytes, i);
}

void pages_add(unsigned guest, unsigned n, uint64_t bytes)
{
    struct known *one = &known[guest][n];
    uint64_t *page = page_alloc(0);
    if (!page)
        must(error_of("the grader has no memory"));
    *one = (struct known){{&tables[guest], FIRST_GPA + n * PAGE_SIZE}, bytes};
    fill(page, bytes);
    must(stage2_map(&tables[guest], one->page.gpa, (uint64_t)page, PAGE_SIZE, STAGE2_RWX));
}

/* What an answer has done to the pages of the point before is left alone. */
void pages_start(void)
{
    memset(known, 0, sizeof known);
    memset(numbers, 0, sizeof numbers);
    for (unsigned g = 0; g < GUESTS; g++)
        must(stage2_init(&tables[g], g));
}

struct stage2_place pages_place(unsigned guest, unsigned n)
{
    struct stage2_place place;
    struct known *one = &known[guest][n];
    if (!stage2_lookup(one->page.stage2, one->page.gpa, &place))
        place.hpa = 0;
    return place;
}

void pages_change(unsigned guest, unsigned n, uint64_t bytes)
{
    known[guest][n].bytes = bytes;
    fill((uint64_t *)pages_place(guest, n).hpa, bytes);
}

unsigned pages_merge(void)
{
    static struct guest_page list[GUESTS * PAGES];
    unsigned count = 0;
    for (unsigned i = 0; i < GUESTS * PAGES; i++) {
        struct known *one = &known[i % GUESTS][i / GUESTS];
        if (!one->bytes)
            continue;
        unsigned at = random_below(++count);
        list[count - 1] = list[at];
        list[at] = one->page;
    }
    return merge_pages(list, count);
}

/* --- What is looked at --- */

static bool has_its_bytes(const struct known *one, uint64_t hpa)
{
    for (unsigned i = 0; i < 512; i++) {
        if (((uint64_t *)hpa)[i] != word(one->bytes, i))
            return false;
    }
    return true;
}

static bool is_kept(const char *when, unsigned guest, unsigned n)
{
    struct known *one = &known[guest][n];
    struct stage2_place place = pages_place(guest, n);
    return expect(place.hpa, "%s, guest %u has no page at 0x%lx.", when, guest + 1,
                  one->page.gpa) &&
           expect(has_its_bytes(one, place.hpa),
                  "%s, guest %u finds other bytes at 0x%lx than it had.", when, guest + 1,
                  one->page.gpa);
}

/* Calls look() with each two pages. */
static bool each_two(const char *when,
                     bool (*look)(const char *when, const struct known *, struct stage2_place,
                                  const struct known *, struct stage2_place))
{
    for (unsigned i = 0; i < GUESTS * PAGES; i++) {
        struct known *one = &known[i / PAGES][i % PAGES];
        for (unsigned j = 0; one->bytes && j < i; j++) {
            struct known *other = &known[j / PAGES][j % PAGES];
            if (other->bytes && !look(when, one, pages_place(i / PAGES, i % PAGES), other,
                                      pages_place(j / PAGES, j % PAGES)))
                return false;
        }
    }
    return true;
}

static bool do_no_harm(const char *when, const struct known *a, struct stage2_place at_a,
                       const struct known *b, struct stage2_place at_b)
{
    return at_a.hpa != at_b.hpa ||
           expect(!(at_a.prot & STAGE2_W) && !(at_b.prot & STAGE2_W),
                  "%s, the pages at 0x%lx and 0x%lx of two guests are one, and can be written.",
                  when, a->page.gpa, b->page.gpa);
}

static bool are_one_if_equal(const char *when, const struct known *a, struct stage2_place at_a,
                             const struct known *b, struct stage2_place at_b)
{
    return a->bytes != b->bytes ||
           expect(at_a.hpa == at_b.hpa,
                  "%s, the pages at 0x%lx and 0x%lx of two guests have the same bytes, and are two "
                  "pages of the machine.",
                  when, a->page.gpa, b->page.gpa);
}

static bool has_its_rights(const char *when, unsigned guest, unsigned n)
{
    bool is_alone = pages_with(known[guest][n].bytes) == 1;
    unsigned prot = pages_place(guest, n).prot;
    return expect(prot == (is_alone ? STAGE2_RWX : STAGE2_R | STAGE2_X),
                  "%s, a page that %s has the rights %c%c%c.", when,
                  is_alone ? "is nobody else's" : "is shared", prot & STAGE2_R ? 'r' : '-',
                  prot & STAGE2_W ? 'w' : '-', prot & STAGE2_X ? 'x' : '-');
}

static bool each(const char *when, bool (*look)(const char *when, unsigned guest, unsigned n))
{
    for (unsigned i = 0; i < GUESTS * PAGES; i++) {
        if (known[i / PAGES][i % PAGES].bytes && !look(when, i / PAGES, i % PAGES))
            return false;
    }
    return true;
}

bool pages_are_kept(const char *when)
{
    return each(when, is_kept) && each_two(when, do_no_harm);
}

bool pages_are_right(const char *when)
{
    return pages_are_kept(when) && each_two(when, are_one_if_equal) && each(when, has_its_rights);
}

unsigned pages_with(uint64_t bytes)
{
    unsigned count = 0;
    for (unsigned i = 0; i < GUESTS * PAGES; i++)
        count += known[i / PAGES][i % PAGES].bytes == bytes;
    return count;
}

unsigned pages_distinct(void)
{
    unsigned distinct = 0;
    for (unsigned i = 0; i < GUESTS * PAGES; i++) {
        uint64_t bytes = known[i / PAGES][i % PAGES].bytes;
        bool is_new = bytes;
        for (unsigned j = 0; j < i; j++)
            is_new &= known[j / PAGES][j % PAGES].bytes != bytes;
        distinct += is_new;
    }
    return distinct;
}

/* --- No memory --- */

static void *taken;

void pages_take_all(void)
{
    void **page;
    while ((page = page_alloc(0))) {
        *page = taken;
        taken = page;
    }
}

void pages_give_all(void)
{
    while (taken) {
        void *next = *(void **)taken;
        must(page_free(taken));
        taken = next;
    }
}
