/* Grades exercise 6.1: a guest reads its flash, and the pages that are given ahead are looked at.
 */
#include "exercise.h"
#include "file.h"
#include "grade.h"
#include "memory_map.h"
#include "pool.h"
#include "random.h"
#include "words.h"

#define RAM        0x60000000 /* GPA; the guest's one page of it is never used */
#define AHEAD_MAX  9
#define FIRST_GONE 33 /* pages that are read later: one of them can be taken back */

static struct flash flash;
static uint64_t pages; /* of the file */
uint64_t pages_ahead;

static error (*give_of_step)(struct guest *guest, struct guest_region *region, uint64_t gpa,
                             uint64_t size);

error give_page(struct guest *guest, struct guest_region *region, uint64_t gpa)
{
    return give_of_step(guest, region, gpa, 1);
}

/* --- The guest's flash --- */

static void make_guest(void)
{
    uint32_t last = 1 + random_below(PAGE_SIZE / 4 - 1) * 4;
    pool_init();
    words_init(RAM, PAGE_SIZE);
    pages = FILE_PAGES_MAX - random_below(AHEAD_MAX);
    file_init(&flash, &caller_guest, (pages - 1) * PAGE_SIZE + last);
    give_of_step = flash.region.give;
    flash.region.give = give_ahead;
}

static bool is_mapped(uint64_t page)
{
    return !demand_unmapped(&caller_guest, GUEST_FLASH + page * PAGE_SIZE, PAGE_SIZE);
}

/* Nothing of the flash has been given, and from now on so many pages are given ahead. */
static void begin(uint64_t ahead)
{
    struct stage2_place place;
    pool_leave_all();
    for (uint64_t gpa = GUEST_FLASH; gpa < GUEST_FLASH + pages * PAGE_SIZE; gpa += PAGE_SIZE) {
        if (!stage2_lookup(&caller_guest.stage2, gpa, &place))
            continue;
        must(stage2_unmap(&caller_guest.stage2, gpa, PAGE_SIZE));
        must(page_free((void *)place.hpa));
    }
    flash.first = flash.mapped = 0;
    file_watch();
    pages_ahead = ahead;
}

/* The guest uses that page. */
static bool use(uint64_t page)
{
    uint64_t offset = page * PAGE_SIZE + (1 + random_below(PAGE_SIZE / 4 - 1)) * 4;
    uint32_t word;
    return expect(guest_reads(GUEST_FLASH + offset, &word),
                  "the guest reads page %lu of %lu, and is stopped: %s", page, pages, why_not()) &&
           expect(word == file_word(offset),
                  "byte 0x%lx: the guest reads 0x%x, in the file is 0x%x.", offset, word,
                  file_word(offset));
}

/* The pages from..from + count - 1 are mapped, and none of the `around` before and after. */
static bool expect_only(uint64_t from, uint64_t count, const char *hint)
{
    uint64_t first = from < AHEAD_MAX ? 0 : from - AHEAD_MAX, end = from + count + AHEAD_MAX;
    for (uint64_t page = first; page < end && page < pages; page++) {
        bool right = page >= from && page < from + count;
        if (!expect(is_mapped(page) == right,
                    "the guest used page %lu, and %lu are given ahead: page %lu is %smapped. %s",
                    from, pages_ahead, page, right ? "not " : "", hint))
            return false;
    }
    return true;
}

/* --- The points --- */

static void check_next(void)
{
    make_guest();
    for (uint64_t ahead = 0; ahead < AHEAD_MAX; ahead += 1 + random_below(4)) {
        begin(ahead);
        uint64_t page = AHEAD_MAX + random_below(pages - 3 * AHEAD_MAX);
        if (use(page))
            expect_only(page, 1 + ahead, "How many pages come after the guest's?");
    }
}

static void check_whole(void)
{
    begin(2 + random_below(AHEAD_MAX - 1));
    uint64_t faults = 0, right = (pages + pages_ahead) / (pages_ahead + 1);
    for (uint64_t page = 0; page < pages; page++) {
        if (!use(page))
            return;
        faults += word_faults;
    }
    expect(faults == right, "%lu pages, of which %lu are given ahead: %lu faults, it is %lu.",
           pages, pages_ahead, faults, right);
    expect(file_reads() == pages, "%lu pages were read from the disk, the file has %lu.",
           file_reads(), pages);
}

static void check_mapped(void)
{
    uint64_t page = AHEAD_MAX + random_below(pages - 3 * AHEAD_MAX);
    begin(0);
    uint64_t there = page + 2 + random_below(3);
    if (!use(there))
        return;
    pages_ahead = 5 + random_below(AHEAD_MAX - 5);
    if (!use(page))
        return;
    expect(file_reads_of(there) == 1 && file_reads() == 1 + pages_ahead,
           "page %lu was there when the guest used page %lu, and %lu are given ahead: page %lu was "
           "read %lu times, and %lu pages in all. What says whether a page is mapped?",
           there, page, pages_ahead, there, file_reads_of(there), file_reads());
    expect_only(page, 1 + pages_ahead, "One page between was mapped before.");
}

static void check_end(void)
{
    begin(3 + random_below(AHEAD_MAX - 3));
    uint64_t page = pages - 1 - random_below(3), beyond = GUEST_FLASH + pages * PAGE_SIZE;
    if (!use(page))
        return;
    expect_only(page, pages - page, "Where does the file end?");
    expect(!file_reads_beyond() && demand_unmapped(&caller_guest, beyond, PAGE_SIZE),
           "the guest used page %lu of %lu, %lu are given ahead, and you ask for a page that the "
           "file does not have. Where does the flash end?",
           page, pages, pages_ahead);
    expect(!flash.taken_back, "%lu pages were taken back.", flash.taken_back);
}

static void check_damaged(void)
{
    begin(3 + random_below(AHEAD_MAX - 3));
    uint64_t page = random_below(pages - AHEAD_MAX), bad = page + 1 + random_below(3);
    uint32_t word;
    file_damage(bad);
    bool read = guest_reads(GUEST_FLASH + page * PAGE_SIZE, &word);
    if (!expect(
            read,
            "the disk cannot read page %lu, and the guest, which used page %lu, is stopped. Who "
            "asked for page %lu?",
            bad, page, bad))
        return;
    read = guest_reads(GUEST_FLASH + bad * PAGE_SIZE, &word);
    expect(!read && word_faults == 1,
           "the disk cannot read page %lu, and the guest uses it: it %s. What does give_page() "
           "return, and what do you?",
           bad, read ? "goes on" : why_not());
    file_watch();
    use(bad);
}

static void check_short(void)
{
    begin(0);
    uint64_t extra = 1 + random_below(4), page = 2 * AHEAD_MAX + random_below(40);
    if (!use(random_below(AHEAD_MAX))) /* now the tables are there */
        return;
    pool_leave(PAGES_FOR_ONE + extra);
    pages_ahead = AHEAD_MAX;
    if (!use(page))
        return;
    expect(
        pages_free() == PAGES_FOR_ONE - 1,
        "%lu pages were free, and the guest used one: now %lu are free, it is %lu, one less than "
        "PAGES_FOR_ONE. When do you look at pages_free()?",
        (uint64_t)PAGES_FOR_ONE + extra, pages_free(), (uint64_t)PAGES_FOR_ONE - 1);
    expect_only(page, 1 + extra, "Memory became short.");
}

static void check_none_free(void)
{
    begin(0);
    for (uint64_t i = 0; i < FIRST_GONE; i++) {
        if (!use(i))
            return;
    }
    uint64_t before = flash.taken_back, page = FIRST_GONE + 2 + random_below(20);
    pool_leave(0);
    pages_ahead = AHEAD_MAX;
    if (!use(page))
        return;
    expect(
        flash.taken_back == before + 1 && file_reads() == FIRST_GONE + 1,
        "no page was free, and the guest used one: %lu pages were taken back, and %lu read. Which "
        "page may be taken back for one that nobody asked for?",
        flash.taken_back - before, file_reads() - FIRST_GONE);
}

const struct point points[] = {
    {"the guest's page, and the next ones", check_next},
    {"the whole file, with fewer faults", check_whole},
    {"a page that is mapped already", check_mapped},
    {"the end of the file", check_end},
    {"a page that cannot be read", check_damaged},
    {"memory becomes short", check_short},
    {"no page is free", check_none_free},
    {},
};

int main(void)
{
    check_points();
}
