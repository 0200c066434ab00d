/*
 * Thousands of random allocations and frees, watched by a model that knows who owns each page: so
 * that it also knows when the allocator had no reason to fail, as it would with buddies that do not
 * merge.
 */
#include "test_page_alloc.h"

#include "machine.h"
#include "unit.h"

#include <string.h>

#define ZONES      3
#define OPERATIONS 40000
#define LIVE_LIMIT 4000

static const uint64_t zone_pages[ZONES] = {1501, 64, 700};
static const uint64_t zone_offset[ZONES] = {5, 0, 127};

static char *zone_start[ZONES];
static unsigned own[ZONES];     /* the allocator's pages at the start of the zone */
static bool taken[ZONES][2048]; /* pages that are in a live block, or the allocator's */

static struct live {
    unsigned char *at;
    unsigned order, mark;
} live[LIVE_LIMIT];
static unsigned live_count, refusals;

static unsigned zone_of(const void *at)
{
    for (unsigned z = 0; z < ZONES; z++) {
        if ((char *)at >= zone_start[z] && (char *)at < zone_start[z] + zone_pages[z] * PAGE_SIZE)
            return z;
    }
    CHECK(!"the block lies in a zone");
    return 0;
}

/* Takes or gives back the block's pages in the model; they must have been the other way before. */
static void mark_pages(const void *at, unsigned order, bool take)
{
    unsigned z = zone_of(at);
    uint64_t first = ((char *)at - zone_start[z]) / PAGE_SIZE;
    CHECK(first + (1ul << order) <= zone_pages[z]);
    for (uint64_t page = first; page < first + (1ul << order) && page < zone_pages[z]; page++) {
        CHECK(taken[z][page] != take);
        taken[z][page] = take;
    }
}

/* Whether the model knows of an aligned free block of that order. */
static bool could_be_had(unsigned order)
{
    for (unsigned z = 0; z < ZONES; z++) {
        uint64_t first = (uintptr_t)zone_start[z] / PAGE_SIZE, run = 0;
        for (uint64_t page = 0; page < zone_pages[z]; page++) {
            if ((first + page) % (1ul << order) == 0)
                run = 0;
            run = taken[z][page] ? -4096 : run + 1; /* hopeless until the next aligned page */
            if (run == 1ul << order && (first + page + 1) % (1ul << order) == 0)
                return true;
        }
    }
    return false;
}

static void allocate(void)
{
    unsigned order = unit_random(4) ? unit_random(4) : unit_random(11);
    unsigned char *at = page_alloc(order);
    if (!at) {
        CHECK(!could_be_had(order));
        refusals++;
        return;
    }
    uint64_t size = PAGE_SIZE << order;
    CHECK_EQUAL((uintptr_t)at % size, 0);
    CHECK(!at[0] && !memcmp(at, at + 1, size - 1));
    mark_pages(at, order, true);
    unsigned mark = 1 + unit_random(255);
    memset(at, mark, size);
    live[live_count++] = (struct live){at, order, mark};
}

static void free_one(void)
{
    struct live *one = &live[unit_random(live_count)];
    uint64_t size = PAGE_SIZE << one->order;
    CHECK(one->at[0] == one->mark && !memcmp(one->at, one->at + 1, size - 1));
    CHECK_OK(page_free(one->at));
    mark_pages(one->at, one->order, false);
    CHECK_ERROR(page_free(one->at), "is free already");
    *one = live[--live_count];
}

static uint64_t model_free(void)
{
    uint64_t pages = 0;
    for (unsigned z = 0; z < ZONES; z++) {
        for (uint64_t page = 0; page < zone_pages[z]; page++)
            pages += !taken[z][page];
    }
    return pages;
}

/* The number of blocks of each order when all is taken, the largest ones first. */
static void take_census(unsigned census[12])
{
    static void *blocks[3000];
    unsigned count = 0;
    for (unsigned order = 12; order-- > 0;) {
        census[order] = 0;
        for (void *block; (block = page_alloc(order)); census[order]++)
            blocks[count++] = block;
    }
    while (count)
        CHECK_OK(page_free(blocks[--count]));
}

void test_random_workload(void)
{
    unsigned before[12], after[12];
    for (unsigned z = 0; z < ZONES; z++) {
        uint64_t free = pages_free();
        zone_start[z] = add_zone(zone_pages[z], zone_offset[z]);
        own[z] = zone_pages[z] - (pages_free() - free);
        memset(taken[z], true, own[z]);
    }
    take_census(before);
    uint64_t free = pages_free();
    for (unsigned i = 0; i < OPERATIONS; i++) {
        /* Now it fills up, now it empties. */
        bool grow = unit_random(100) < (i / 1500 % 2 ? 35 : 65);
        unit_case("operation %u", i);
        if (live_count && (!grow || live_count == LIVE_LIMIT))
            free_one();
        else
            allocate();
        CHECK_EQUAL(pages_free(), model_free());
    }
    CHECK(refusals > 1000); /* it was full more than once */
    while (live_count)
        free_one();
    CHECK_EQUAL(pages_free(), free);
    take_census(after);
    CHECK(!memcmp(before, after, sizeof before));
}
