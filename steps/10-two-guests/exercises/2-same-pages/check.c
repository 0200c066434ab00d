/* Grades exercise 10.2: pages are merged, written to and dropped, and each is looked at. */
#include "pages.h"

/* Bytes that no other page of this point has; the next number has the same words. */
static uint64_t fresh(void)
{
    static uint64_t last;
    last += 2 * (1 + random_below(1000));
    return last;
}

static bool merges(unsigned right, const char *hint)
{
    uint64_t before = pages_free();
    unsigned said = pages_merge();
    long freed = (long)(pages_free() - before);
    return expect(said == right, "merge_pages() returned %u instead of %u. %s", said, right,
                  hint) &&
           expect(freed == (long)right, "merge_pages() freed %ld pages instead of %u. %s", freed,
                  right, hint);
}

/* A guest writes: it has a page alone afterwards. Returns how many pages less are free. */
static long writes(unsigned guest, unsigned n)
{
    uint64_t before = pages_free();
    error problem = unshare_page(&known[guest][n].page);
    expect(!problem, "unshare_page(): \"%s\", but memory is free.", problem ? problem : "");
    return (long)(before - pages_free());
}

/* --- The points --- */

static void check_two(void)
{
    pages_start();
    uint64_t bytes = fresh();
    pages_add(0, random_below(PAGES), bytes);
    pages_add(1, random_below(PAGES), bytes);
    if (merges(1, "Two guests have one page each, with the same bytes."))
        pages_are_right("after two equal pages were merged");
}

static void check_different(void)
{
    pages_start();
    for (unsigned n = 0; n < PAGES / 2; n++) {
        uint64_t bytes = fresh();
        pages_add(0, n, bytes);
        pages_add(random_below(GUESTS), PAGES / 2 + n, bytes + 1);
    }
    if (merges(0, "All pages differ, some only in the order of two words."))
        pages_are_right("after different pages were looked at");
}

/* Adds many pages of few kinds. Returns how many can be freed. */
static unsigned add_many(void)
{
    uint64_t kinds[7];
    for (unsigned i = 0; i < ARRAY_LENGTH(kinds); i++)
        kinds[i] = i % 2 ? kinds[i - 1] + 1 : fresh();
    unsigned count = 0;
    for (unsigned i = 0; i < GUESTS * PAGES; i++) {
        if (known[i / PAGES][i % PAGES].bytes || !random_below(3))
            continue;
        pages_add(i / PAGES, i % PAGES, kinds[random_below(ARRAY_LENGTH(kinds))]);
        count++;
    }
    return count;
}

static bool merges_many(void)
{
    unsigned count = add_many();
    return merges(count - pages_distinct(),
                  "Four guests have many pages, with seven different contents.");
}

static void check_many(void)
{
    pages_start();
    if (merges_many())
        pages_are_right("after many pages were merged");
}

static void check_again(void)
{
    pages_start();
    if (!merges_many() || !merges(0, "All these pages were merged before: nothing is left to do."))
        return;
    unsigned distinct = pages_distinct(), added = add_many();
    uint64_t bytes = known[1][0].bytes ? known[1][0].bytes : fresh();
    for (unsigned n = 0; n < PAGES; n++) {
        if (!known[0][n].bytes) {
            pages_add(0, n, bytes);
            added++;
        }
    }
    if (merges(distinct + added - pages_distinct(),
               "There are new pages, and some are equal to a shared one."))
        pages_are_right("after more pages came");
}

static void check_write(void)
{
    pages_start();
    if (!merges_many())
        return;
    for (unsigned round = 0; round < 200; round++) {
        unsigned guest = random_below(GUESTS), n = random_below(PAGES);
        uint64_t bytes = known[guest][n].bytes;
        if (!bytes || pages_with(bytes) < 2)
            continue;
        uint64_t was = pages_place(guest, n).hpa;
        long took = writes(guest, n);
        if (!expect(took == 1 && pages_place(guest, n).hpa != was,
                    "a guest wrote to a page that %u others share: that took %ld pages.",
                    pages_with(bytes) - 1, took) ||
            !expect(pages_place(guest, n).prot == STAGE2_RWX,
                    "after a write the guest does not have all rights to its page.") ||
            !pages_are_kept("after a guest got a page to write to"))
            return;
        pages_change(guest, n, fresh());
    }
}

static void check_last(void)
{
    pages_start();
    uint64_t bytes = fresh();
    for (unsigned guest = 0; guest < GUESTS; guest++)
        pages_add(guest, guest, bytes);
    if (!merges(GUESTS - 1, "All guests have one page, with the same bytes."))
        return;
    for (unsigned guest = 0; guest < GUESTS - 1; guest++) {
        writes(guest, guest);
        pages_change(guest, guest, fresh());
    }
    uint64_t was = pages_place(GUESTS - 1, GUESTS - 1).hpa;
    pages_take_all();
    error problem = unshare_page(&known[GUESTS - 1][GUESTS - 1].page);
    pages_give_all();
    expect(
        !problem && pages_place(GUESTS - 1, GUESTS - 1).hpa == was,
        "the last guest with a shared page does not get this page, but needs memory for a copy.");
    if (!pages_are_right("after all have written"))
        return;
    pages_change(0, 0, bytes);
    if (merges(1, "Two of the pages became equal again."))
        pages_are_right("after pages became equal again");
}

static void check_none_free(void)
{
    pages_start();
    if (!merges_many())
        return;
    unsigned n = 0;
    while (n < PAGES - 1 && (!known[0][n].bytes || pages_with(known[0][n].bytes) < 2))
        n++;
    pages_take_all();
    for (unsigned i = pages_with(known[0][n].bytes); i > 0; i--)
        expect(
            unshare_page(&known[0][n].page),
            "no memory was free, but unshare_page() did not fail. Has an earlier call that failed "
            "changed something?");
    pages_give_all();
    if (pages_are_right("after unshare_page() has failed"))
        expect(writes(0, n) == 1, "when memory was free again, the same write took no page.");
}

static void check_drop(void)
{
    pages_start();
    uint64_t before = pages_free();
    if (!merges_many())
        return;
    for (unsigned guest = 0; guest < GUESTS; guest++) {
        for (unsigned n = 0; n < PAGES; n++) {
            if (!known[guest][n].bytes)
                continue;
            error problem = drop_page(&known[guest][n].page);
            expect(!problem, "drop_page(): \"%s\".", problem ? problem : "");
            expect(!pages_place(guest, n).hpa,
                   "drop_page() returned, but the page is still mapped.");
            known[guest][n].bytes = 0;
        }
        void *next = page_alloc(0); /* a page that is free, but mapped, loses its bytes here */
        if (!pages_are_kept("after a guest has ended and another page was used"))
            return;
        must(page_free(next));
    }
    expect(pages_free() == before, "all guests have ended, but %ld pages are not free.",
           (long)(before - pages_free()));
}

const struct point points[] = {
    {"two equal pages become one", check_two},
    {"pages that differ stay as they are", check_different},
    {"many pages of many guests", check_many},
    {"merging again", check_again},
    {"a guest that writes gets its own page", check_write},
    {"the last one needs no copy", check_last},
    {"no memory is free", check_none_free},
    {"guests end", check_drop},
    {},
};

int main(void)
{
    pages_init();
    check_points();
}
