/* Grades exercise 11.2: a guest reads its pages on two CPUs while the answer takes them away. */
#include "grade.h"
#include "random.h"
#include "watch.h"

static bool taken[PAGES];
static unsigned taken_count;

/* New pages, some of which are taken; and `more` that the guest does not have. */
static struct call take_some(unsigned more, bool writes)
{
    readers_new_pages();
    taken_count = 0;
    for (unsigned n = 0; n < PAGES; n++) {
        taken[n] = random_below(2) || n < 2;
        taken_count += taken[n];
    }
    return watch_take(taken, more, writes);
}

static bool takes_all(const struct call *call)
{
    return expect(call->freed == taken_count && call->returned == taken_count,
                  "%u of the pages are mapped. You freed %u pages, and returned %u.", taken_count,
                  call->freed, call->returned);
}

/* --- The points --- */

static void check_freed(void)
{
    struct call call = take_some(random_below(PAGES / 2), false);
    if (!takes_all(&call))
        return;
    for (unsigned n = 0; n < PAGES; n++) {
        struct stage2_place place;
        bool is_there = stage2_lookup(&reader_guest.stage2, reader_pages[n].gpa, &place);
        expect(is_there == !taken[n], "the page at 0x%lx was%s in the list, and is %s mapped.",
               reader_pages[n].gpa, taken[n] ? "" : " not", is_there ? "still" : "not");
        expect(taken[n] || (place.hpa == reader_pages[n].hpa && place.prot == STAGE2_RWX),
               "the page at 0x%lx was not in the list, and its mapping has changed.",
               reader_pages[n].gpa);
    }
}

static void check_out(void)
{
    struct call call = take_some(0, false);
    expect(!call.in_guest,
           "take_pages() has returned, and CPU %u is in the guest: since then the guest has read "
           "%u of the pages that are free. How do you know that a CPU has left its guest?",
           call.old_cpu, call.old_read);
}

static void check_flushed(void)
{
    struct call call = take_some(0, false);
    expect(call.fenced, "when all pages are unmapped, this CPU needs a fence, too.");
    expect(!call.old_cpu || call.in_guest,
           "CPU %u is not in a guest, and can run this one next. Its TLB has the old translations, "
           "and it is not told to flush it.",
           call.old_cpu);
}

static void check_order(void)
{
    struct call call = take_some(0, false);
    expect(!call.wrong_free, "you free the page at 0x%lx, which %s.", call.wrong_at,
           call.wrong_free ? call.wrong_free : "");
}

static void check_writes(void)
{
    struct call call = take_some(0, true);
    takes_all(&call);
}

static void check_few(void)
{
    struct call call = take_some(0, false);
    takes_all(&call);
    expect(call.gathers == 1 && call.fences == 1,
           "%u pages were taken: you called cpus_gather() %u times, and stage2_fence() %u times. "
           "Each is needed once. When?",
           taken_count, call.gathers, call.fences);
    for (unsigned n = 1; n < cpus_count; n++)
        expect(call.interrupts[n] <= (n == WAITER ? 0 : 1),
               "%u pages were taken, and CPU %u, which %s, was interrupted %u times.", taken_count,
               n, n == WAITER ? "waits" : "was in the guest", call.interrupts[n]);
}

static void check_resumes(void)
{
    for (unsigned round = 0; round < 3; round++) {
        struct call call = take_some(random_below(4), false);
        if (!takes_all(&call) || !expect(readers_run(), "the guest does not run on afterwards."))
            return;
        for (unsigned i = 0; i < READERS * PAGES; i++) {
            const struct reader_page *page = &reader_pages[i / READERS];
            bool is_taken = taken[i / READERS];
            uint32_t word = reader_word(i % READERS, i / READERS);
            if (!expect(word == (is_taken ? 0 : page->word),
                        "afterwards the guest reads 0x%x at 0x%lx, a page that %s.", word,
                        page->gpa, is_taken ? "was taken: it is free now" : "was not taken"))
                return;
        }
    }
}

const struct point points[] = {
    {"the pages are freed, and no others", check_freed},
    {"no CPU is in the guest with an old translation", check_out},
    {"each CPU flushes its TLB before it runs the guest again", check_flushed},
    {"a page is free only when no CPU can use it", check_order},
    {"the guest writes to its pages as long as it can", check_writes},
    {"one flush for all pages", check_few},
    {"the guest runs on, without these pages", check_resumes},
    {},
};

int main(void)
{
    readers_start();
    check_points();
}
