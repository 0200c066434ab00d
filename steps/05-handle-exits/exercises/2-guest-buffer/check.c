/* Grades exercise 5.2: a guest makes the call for buffers that the seed chooses. */
#include "../1-own-call/caller.h"
#include "exercise.h"
#include "grade.h"
#include "memory.h"
#include "page_alloc.h"
#include "random.h"

static const struct hypercall *call;

static bool ask(uint64_t gpa, uint64_t length)
{
    memory_start();
    make_call(call, gpa, length);
    return expect_resumed();
}

/* The guest asks for bytes, and has to get them. */
static void expect_filled(uint64_t gpa, uint64_t length)
{
    if (!ask(gpa, length))
        return;
    uint64_t outside = bytes_changed_outside(gpa, length);
    expect_value(length, phrase("0x%lx bytes at 0x%lx", length, gpa),
                 "The call answers the length.");
    expect(!outside,
           "0x%lx bytes at 0x%lx: %lu bytes outside have changed. How many may be written from one "
           "guest_memory_at() on, and how many are left to write?",
           length, gpa, outside);
    expect(memory_is_filled(gpa, length, true),
           "0x%lx bytes at 0x%lx: they are not those of next_byte(), in their order. Where is the "
           "next page's HPA?",
           length, gpa);
    expect(bytes_taken() == length, "0x%lx bytes: you took 0x%lx from next_byte().", length,
           bytes_taken());
}

/* The guest asks for what it may not have. */
static void expect_refused(uint64_t gpa, uint64_t length, const char *hint)
{
    if (!ask(gpa, length))
        return;
    uint64_t changed = bytes_changed_outside(gpa, 0);
    expect_refusal(phrase("0x%lx bytes at 0x%lx", length, gpa), hint);
    expect(
        !changed && !bytes_taken(),
        "0x%lx bytes at 0x%lx: refused, but %lu bytes have changed, and %lu were taken. What has "
        "to be known before the first byte is written?",
        length, gpa, changed, bytes_taken());
}

/* --- The points --- */

static void check_one_page(void)
{
    caller_init();
    memory_init();
    call = choose_refused_call(NULL);
    offer_random_bytes(call->extension, call->number);
    expect_filled(memory_page_gpa(random_below(BUFFER_PAGES)) + random_below(2000),
                  1 + random_below(2000));
    expect_filled(memory_page_gpa(random_below(BUFFER_PAGES)), PAGE_SIZE);
}

static uint64_t across; /* GPA of a buffer over four pages, */
static uint64_t bytes;  /* and its length */

static void check_pages(void)
{
    across = memory_page_gpa(1 + random_below(3)) + 1 + random_below(PAGE_SIZE - 1);
    bytes = 2 * PAGE_SIZE + PAGE_SIZE - across % PAGE_SIZE + 1 + random_below(PAGE_SIZE - 1);
    expect_filled(across, bytes);
}

static void check_clean(void)
{
    if (!ask(across, bytes))
        return;
    expect(memory_is_filled(across, bytes, false) && !call_result().error,
           "0x%lx bytes at 0x%lx: a guest whose caches are off does not see them all. What does "
           "guest_console_read() do after it has written?",
           bytes, across);
}

static void check_empty(void)
{
    expect_filled(memory_page_gpa(random_below(BUFFER_PAGES)), 0);
    expect_filled(memory_page_gpa(BUFFER_PAGES), 0);
}

static void check_end(void)
{
    uint64_t end = memory_page_gpa(BUFFER_PAGES), size = 1 + random_below(3 * PAGE_SIZE);
    expect_filled(end - size, size);
    expect_refused(end - size, size + 1, "The last byte is not the guest's.");
    expect_refused(memory_page_gpa(0) - 1, 2, "The first byte is not the guest's.");
}

static void check_rights(void)
{
    uint64_t gpa = memory_page_gpa(3 + random_below(3));
    must(stage2_protect(&caller_guest.stage2, gpa, PAGE_SIZE, STAGE2_R));
    expect_refused(gpa - 1 - random_below(PAGE_SIZE), 2 * PAGE_SIZE + 1,
                   "A page in the middle may be read, and not written.");
    must(stage2_protect(&caller_guest.stage2, gpa, PAGE_SIZE, STAGE2_R | STAGE2_W));
    expect_filled(gpa - 1, PAGE_SIZE + 2);
}

static void check_longest(void)
{
    uint64_t gpa = memory_page_gpa(2) + random_below(PAGE_SIZE);
    expect_refused(gpa, UINT64_MAX, "Its end is beyond the last address.");
    expect_filled(gpa, 1);
    expect_refused(gpa, -PAGE_SIZE, "What is its address plus its length, in 64 bits?");
}

const struct point points[] = {
    {"a buffer in one page", check_one_page},
    {"a buffer over pages that are apart", check_pages},
    {"a guest whose caches are off sees it", check_clean},
    {"an empty buffer", check_empty},
    {"a buffer that is not all the guest's", check_end},
    {"a page that may only be read", check_rights},
    {"the longest buffer", check_longest},
    {},
};

int main(void)
{
    page_alloc_init();
    check_points();
}
