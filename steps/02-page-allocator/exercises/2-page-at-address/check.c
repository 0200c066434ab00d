/*
 * Grades exercise 2.2: pages are taken out of RAM of which the grader knows what is free. It then
 * takes all the rest, in the largest blocks that there have to be, and gives them back.
 */
#include "exercise.h"
#include "grade.h"
#include "random.h"
#include "record.h"
#include "string.h"

#define DIRTY 0xd1d1d1d1d1d1d1d1ul /* each word of a free page, after the links of its list */
#define WORDS (PAGE_SIZE / sizeof(uint64_t))

static void fill(uint64_t *page)
{
    for (unsigned i = 2; i < WORDS; i++)
        page[i] = DIRTY;
}

static bool is_zero(const uint64_t *page)
{
    for (unsigned i = 0; i < WORDS; i++) {
        if (page[i])
            return false;
    }
    return true;
}

static void check_count(const char *when)
{
    size_t right = free_in_record();
    expect(pages_free() == right, "%s, pages_free() says %lu, it is %lu.", when, pages_free(),
           right);
}

/* The page is free, and has to be given. */
static void take(char *at)
{
    fill((void *)at);
    error problem = page_alloc_at(at);
    if (!expect(!problem, "%p is a free page, but the answer is: %s", at, problem))
        return;
    record(at, 0, true);
    expect(is_zero((void *)at), "the page at %p is not all zero. Somebody else's bytes are in it.",
           at);
    check_count("with the page in use");
}

static void must_refuse(void *at, const char *what)
{
    expect(page_alloc_at(at), "%p was taken, but it is %s.", at, what);
    check_count("after a page was refused");
}

static void give_back(char *at, unsigned order)
{
    error problem = page_free(at);
    record(at, order, false);
    expect(!problem, "page_free(%p) says: %s. What has the page's state to be while it is in use?",
           at, problem);
    check_count("after page_free()");
}

/* Takes all that is free, the largest blocks first, and gives it back. */
static void check_rest(void)
{
    static char *taken[ARRAY_LENGTH(pieces) * PIECE_PAGES];
    unsigned count = 0;
    for (int order = PIECE_ORDER; order >= 0; order--) {
        for (unsigned left = free_blocks(order); left; left--) {
            char *block = page_alloc(order);
            if (!expect(block,
                        "page_alloc(%d) gives nothing, but such a block has to be free. Where are "
                        "the halves that you did not keep?",
                        order) ||
                !expect(is_free_block(block, order),
                        "page_alloc(%d) gives %p, but no such block is free there. Which halves "
                        "did you put on the lists?",
                        order, block))
                return;
            taken[count++] = block;
        }
    }
    expect(!page_alloc(0), "all pages are in use, and page_alloc(0) gives one more.");
    while (count) {
        error problem = page_free(taken[--count]);
        expect(!problem, "page_free(): %s, but page_alloc() gave it.", problem);
    }
}

/* --- The points --- */

static void check_single(void)
{
    add_piece();
    char *page = page_alloc(0); /* its buddy is now a block of its own */
    must(page == pieces[0].base ? OK : "page_alloc() does not keep the lower half");
    record(page, 0, true);
    take(page + PAGE_SIZE);
}

static void check_inside(void)
{
    take(address_of(&pieces[0], PIECE_PAGES / 2 + 1 + random_below(PIECE_PAGES / 2 - 1)));
}

static void check_others(void)
{
    unsigned page = 2 + random_below(PIECE_PAGES / 2 - 2), written = 0;
    for (unsigned i = 0; i < PIECE_PAGES; i++) {
        if (!pieces[0].used[i])
            fill((void *)address_of(&pieces[0], i));
    }
    take(address_of(&pieces[0], page));
    for (unsigned i = 0; i < PIECE_PAGES; i++)
        written +=
            !pieces[0].used[i] && ((uint64_t *)address_of(&pieces[0], i))[WORDS / 2] != DIRTY;
    expect(!written, "%u pages that stay free were written, beyond the links of a list.", written);
    check_rest();
}

static void check_merged(void)
{
    unsigned used = PIECE_PAGES - free_in_record();
    expect(used == 4, "of the 4 pages, %u could be taken.", used);
    for (unsigned page = 0; page < PIECE_PAGES; page++) {
        if (pieces[0].used[page])
            give_back(address_of(&pieces[0], page), 0);
    }
    check_rest();
}

static void check_used(void)
{
    char *block = page_alloc(3), *alone = address_of(&pieces[0], PIECE_PAGES / 2 + 1);
    if (!expect(block, "page_alloc(3) gives nothing, but all pages are free."))
        return;
    record(block, 3, true);
    /* An answer that takes the block for a free one follows its links: to where they do no harm. */
    ((uint64_t *)block)[1] = (uintptr_t)(block + 16);
    take(alone);
    must_refuse(alone, "in use since you took it");
    must_refuse(block, "the start of a block in use");
    must_refuse(block + (1 + random_below(7)) * PAGE_SIZE, "inside a block in use");
    check_rest();
}

static void check_foreign(void)
{
    char *base = pieces[0].base,
         *free = address_of(&pieces[0], PIECE_PAGES - 1 - random_below(100));
    must_refuse(free + 8 * (1 + random_below(500)), "not the start of a page");
    take(address_of(&pieces[0], PIECE_PAGES / 2 - 1));
    must_refuse(base - PAGE_SIZE, "the page with the allocator's data");
    must_refuse(base - 2 * PAGE_SIZE, "before the allocator's RAM");
    must_refuse(address_of(&pieces[0], PIECE_PAGES), "after the allocator's last page");
    must_refuse(image_start, "the hypervisor's image");
    must_refuse(NULL, "NULL");
    check_rest();
}

static void check_pieces(void)
{
    add_piece();
    take(address_of(&pieces[1], 0));
    take(address_of(&pieces[1], PIECE_PAGES - 1));
    take(address_of(&pieces[0], PIECE_PAGES - 1));
    check_rest();
}

/* One page or block is taken, refused or given back. */
static void do_anything(void)
{
    static struct {
        char *at;
        unsigned order;
    } live[ARRAY_LENGTH(pieces) * PIECE_PAGES];
    static unsigned count;

    unsigned order = random_below(5) ? 0 : 1 + random_below(3);
    char *at = address_of(&pieces[random_below(2)], random_below(PIECE_PAGES));
    if (count && random_below(5) < 2) {
        unsigned i = random_below(count);
        give_back(live[i].at, live[i].order);
        live[i] = live[--count];
        return;
    }
    if (order) {
        at = page_alloc(order);
        if (!at)
            return; /* check_rest() finds out whether it had to */
        record(at, order, true);
    } else if (is_used(at)) {
        must_refuse(at, "in use");
        return;
    } else {
        take(at);
    }
    live[count].at = at;
    live[count++].order = order;
}

static void check_any_order(void)
{
    for (unsigned i = 0; i < 400; i++) {
        do_anything();
        if (i % 20 == 0)
            check_rest();
    }
}

const struct point points[] = {
    {"a page that is a free block", check_single},
    {"a page inside a larger block", check_inside},
    {"the other pages stay free", check_others},
    {"page_free() merges them again", check_merged},
    {"a page in use", check_used},
    {"no page of the allocator", check_foreign},
    {"two pieces of RAM", check_pieces},
    {"400 pages and blocks, in any order", check_any_order},
    {},
};

int main(void)
{
    check_points();
}
