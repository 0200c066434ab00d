/* Grades exercise 6.2: a guest gives pages back, and its table and the free pages are looked at. */
#include "../1-read-ahead/pool.h"
#include "exercise.h"
#include "grade.h"
#include "random.h"
#include "watch.h"

#define LOOKUPS_MAX 100000 /* for all of a large RAM */

static bool use_pages(unsigned first, unsigned count)
{
    for (unsigned n = first; n < first + count; n++) {
        if (!expect(use_page(n), "the guest writes at 0x%lx, and is stopped: %s", page_gpa(n),
                    why_not()))
            return false;
    }
    return true;
}

/* The pages of the area are in the state that they should be in. */
static bool expect_state(const char *when, const char *hint)
{
    unsigned n = first_wrong_page();
    return expect(n == AREA_PAGES, "%s, the guest's page at 0x%lx is %s. %s", when, page_gpa(n),
                  is_used(n) ? "not mapped, or elsewhere" : "still mapped", hint);
}

static struct call last; /* of gives_back() */

/* The guest gives those pages of the area back, which is right. */
static bool gives_back(unsigned first, unsigned count, const char *hint)
{
    uint64_t right = 0;
    for (unsigned n = first; n < first + count; n++)
        right += is_used(n);
    last = guest_gives_back(page_gpa(first), count);
    note_given_back(first, count);
    return expect(!last.refused, "give_back(0x%lx, %u): refused, \"%s\". %s", page_gpa(first),
                  count, last.refused, hint) &&
           expect(last.came_back, "the guest did not resume after its call") &&
           expect_state("after the call", hint) &&
           expect(!last.given,
                  "give_back(0x%lx, %u): the guest was given memory meanwhile, %lu times. %s",
                  page_gpa(first), count, last.given, hint) &&
           expect(last.freed == right,
                  "give_back(0x%lx, %u): %ld pages more are free, it is %lu. %s", page_gpa(first),
                  count, last.freed, right, hint);
}

/* What is not all RAM is refused, and nothing has changed. */
static bool expect_refused(struct call call, uint64_t gpa, uint64_t pages, const char *hint)
{
    static const char when[] = "after a call that has to be refused";
    struct stage2_place place;
    return expect(call.refused, "give_back(0x%lx, 0x%lx) is not refused. %s", gpa, pages, hint) &&
           expect(!call.freed && !call.given,
                  "give_back(0x%lx, 0x%lx): refused, but %ld pages more are free, and memory was "
                  "given "
                  "%lu times. What has to be known first?",
                  gpa, pages, call.freed, call.given) &&
           expect_state(when, hint) &&
           expect(stage2_lookup(&caller_guest.stage2, before_ram, &place) &&
                      stage2_lookup(&caller_guest.stage2, after_ram, &place),
                  "%s, a page is gone that is not RAM. %s", when, hint);
}

/* A check that refuses too much is no better. */
static void expect_accepted(uint64_t gpa, uint64_t pages, const char *hint)
{
    struct call call = grader_gives_back(gpa, pages);
    expect(!call.refused, "give_back(0x%lx, 0x%lx): refused, \"%s\". %s", gpa, pages, call.refused,
           hint);
}

/* --- The points --- */

static void check_page(void)
{
    watch_init();
    unsigned n = random_below(AREA_PAGES);
    if (use_pages(n, 1))
        gives_back(n, 1, "It was one used page of RAM.");
}

static void check_zero(void)
{
    unsigned first = random_below(AREA_PAGES / 2), count = 2 + random_below(8);
    if (!use_pages(first, count) || !gives_back(first, count, "All of them were used."))
        return;
    for (unsigned n = first; n < first + count; n++) {
        for (uint64_t at = 0; at < PAGE_SIZE; at += 512) {
            uint32_t word;
            bool read = guest_reads(page_gpa(n) + at, &word);
            if (!expect(read && !word && word_faults == !at,
                        "page %u of %u, which were given back: the guest reads 0x%x at byte 0x%lx, "
                        "after %lu faults. Is it still the old page?",
                        n - first, count, word, at, word_faults))
                return;
        }
    }
}

/* Whatever was used is used again, so that the watch knows where it is. */
static void check_order(void)
{
    unsigned first = random_below(AREA_PAGES / 2), count = 5 + random_below(20);
    if (!use_pages(0, AREA_PAGES))
        return;
    if (!gives_back(first, count, "All were used."))
        return;
    expect(!last.problem, "the page at 0x%lx %s. Who may have it after page_free()?",
           last.problem_at, last.problem);
}

static void check_promised(void)
{
    unsigned first = 8 + random_below(16), count = 16 + random_below(8);
    static const char hint[] = "Some of them were given back before, which is no mistake.";
    if (!use_pages(0, AREA_PAGES) || !gives_back(first, 3, "All were used.") ||
        !gives_back(first + 5, 1, "It was used.") || !gives_back(first, count, hint))
        return;
    gives_back(first, count, "All were given back before, which is no mistake.");
    gives_back(first + count, 0, "No page at all, which is no mistake.");
}

static void check_not_ram(void)
{
    static const char outside[] = "Is all of it between the RAM's base and its end?";
    uint64_t end = ram_base + ram_size, k = 1 + random_below(5), odd = 1 + random_below(4095);
    if (!use_pages(0, AREA_PAGES))
        return;
    const uint64_t calls[][2] = {
        {before_ram, 1}, {before_ram, 1 + k},          {ram_base - PAGE_SIZE * k, k},
        {after_ram, 1},  {end - k * PAGE_SIZE, k + 1}, {area, (end - area) / PAGE_SIZE + k},
    };
    for (unsigned i = 0; i < ARRAY_LENGTH(calls); i++) {
        struct call call = grader_gives_back(calls[i][0], calls[i][1]);
        if (!expect_refused(call, calls[i][0], calls[i][1], outside))
            return;
    }
    uint64_t gpa = page_gpa(1 + random_below(40)) + odd;
    expect_refused(guest_gives_back(gpa, 2), gpa, 2, "Only whole pages can be given back.");
    expect_accepted(ram_base, k, "They are the RAM's first pages.");
    expect_accepted(end - k * PAGE_SIZE, k, "They are the RAM's last pages.");
}

static void check_wraps(void)
{
    static const char hint[] = "What is its end, in 64 bits?";
    const uint64_t calls[][2] = {
        {page_gpa(4), 1ul << 52},
        {page_gpa(4), (1ul << 52) + 1 + random_below(8)},
        {page_gpa(4), UINT64_MAX},
        {page_gpa(4), UINT64_MAX / PAGE_SIZE},
        {-PAGE_SIZE, 1 + page_gpa(4) / PAGE_SIZE},
    };
    if (!use_pages(0, AREA_PAGES))
        return;
    for (unsigned i = 0; i < ARRAY_LENGTH(calls); i++) {
        struct call call = grader_gives_back(calls[i][0], calls[i][1]);
        if (!expect_refused(call, calls[i][0], calls[i][1], hint))
            return;
    }
    gives_back(4, 2, "Both are RAM.");
}

static void check_none_free(void)
{
    unsigned first = random_below(16), count = 2 + random_below(4), other = 40 + random_below(8);
    if (!use_pages(0, 32) || !gives_back(32, 32, "Most are used."))
        return;
    pool_leave(0);
    if (!gives_back(first, count, "No page was free."))
        return;
    use_pages(other, count);
    expect(!pages_free(), "%lu pages are still free, after the guest used as many as it gave back.",
           pages_free());
    pool_leave_all();
}

static void check_whole(void)
{
    uint64_t pages = ram_size / PAGE_SIZE;
    if (!use_pages(0, AREA_PAGES))
        return;
    struct call call = guest_gives_back(ram_base, pages);
    note_given_back(0, AREA_PAGES);
    expect(!call.given, "all of the RAM: the guest was given memory meanwhile, %lu times%s.",
           call.given, call.given > GIVEN_MAX ? ", and then no more" : "");
    expect(!call.refused, "all of the RAM: refused, \"%s\".", call.refused);
    expect_state("after all of the RAM was given back", "");
    expect(
        call.lookups < LOOKUPS_MAX,
        "all of the RAM, of which %u pages are mapped: you called stage2_lookup() %lu times. What "
        "is place->left where nothing is mapped?",
        AREA_PAGES, call.lookups);
}

const struct point points[] = {
    {"a page is given back", check_page},
    {"what is used again is zero", check_zero},
    {"unmapped, fenced, freed: in this order", check_order},
    {"pages that are only promised", check_promised},
    {"what is not all RAM", check_not_ram},
    {"numbers that wrap around", check_wraps},
    {"another page, when no other is free", check_none_free},
    {"all of a large RAM", check_whole},
    {},
};

int main(void)
{
    check_points();
}
