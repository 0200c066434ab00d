/* The page allocator: one promise after the other. */
#include "test_page_alloc.h"

#include "machine.h"
#include "unit.h"

#include <stdio.h>

#include <string.h>

#define MIB (1ul << 20)

/* --- A zone to begin with --- */

char *add_zone(uint64_t pages, uint64_t offset)
{
    char *at = (char *)host_memory((pages + offset) * PAGE_SIZE, 64 * MIB) + offset * PAGE_SIZE;
    memset(at, 0xa5, pages * PAGE_SIZE);
    page_alloc_add((uintptr_t)at, (uintptr_t)at + pages * PAGE_SIZE);
    return at;
}

unsigned largest_order(void)
{
    for (unsigned order = 40; order-- > 0;) {
        void *block = page_alloc(order);
        if (!block)
            continue;
        CHECK_OK(page_free(block));
        return order;
    }
    return 0;
}

static void test_nothing_to_give(void)
{
    CHECK_EQUAL(pages_free(), 0);
    CHECK(!page_alloc(0));
    CHECK_ERROR(page_free((void *)0x1000), "not a page of this allocator");
}

static void test_zeroed_and_aligned(void)
{
    add_zone(4096, 3);
    for (unsigned round = 0; round < 2; round++) {
        for (unsigned order = 0; order <= 10; order++) {
            unit_case("round %u, order %u", round, order);
            uint64_t free = pages_free(), size = PAGE_SIZE << order;
            char *block = page_alloc(order);
            CHECK(block != NULL);
            CHECK_EQUAL((uintptr_t)block % size, 0);
            CHECK(block[0] == 0 && !memcmp(block, block + 1, size - 1));
            CHECK_EQUAL(free - pages_free(), 1ul << order);
            memset(block, 0xff, size); /* what the next round must not see */
            CHECK_OK(page_free(block));
            CHECK_EQUAL(pages_free(), free);
        }
    }
}

/* --- Limits --- */

static void test_orders_beyond_the_limit(void)
{
    add_zone(64, 0);
    static const unsigned orders[] = {6,  7,  20, 50,  51,         52,
                                      63, 64, 65, 128, 0x80000000, 0xffffffff};
    for (unsigned i = 0; i < sizeof orders / sizeof *orders; i++) {
        unit_case("order %u", orders[i]);
        CHECK(!page_alloc(orders[i]));
    }
}

static void test_order_of(void)
{
    CHECK_EQUAL(order_of(0), 0);
    CHECK_EQUAL(order_of(1), 0);
    CHECK_EQUAL(order_of(4096), 0);
    CHECK_EQUAL(order_of(4097), 1);
    CHECK_EQUAL(order_of(16384), 2);
    CHECK_EQUAL(order_of(16385), 3);
    CHECK_EQUAL(order_of(1ul << 63), 51);
    for (unsigned shift = 12; shift < 63; shift++) {
        CHECK_EQUAL(order_of(1ul << shift), shift - 12);
        CHECK_EQUAL(order_of((1ul << shift) + 1), shift - 11);
    }
    add_zone(64, 0);
    CHECK(!page_alloc(order_of(UINT64_MAX)));
    CHECK(!page_alloc(order_of((1ul << 63) + 1)));
}

static void test_exhaustion(void)
{
    add_zone(1000, 7);
    uint64_t free = pages_free(), got = 0;
    static void *blocks[1000];
    CHECK(free > 990 && free < 1000);
    while (got < 1000 && (blocks[got] = page_alloc(0)))
        got++;
    CHECK_EQUAL(got, free);
    CHECK_EQUAL(pages_free(), 0);
    CHECK(!page_alloc(0));
    CHECK_OK(page_free(blocks[500]));
    CHECK(!page_alloc(1));
    CHECK(page_alloc(0) == blocks[500]);
    for (uint64_t i = 0; i < got; i++)
        CHECK_OK(page_free(blocks[i]));
    CHECK_EQUAL(pages_free(), free);
    CHECK_EQUAL(largest_order(), 8); /* 1000 pages after 7: 256..512, 512..768 */
}

/* --- Ranges --- */

/* Only whole pages of what is added may be written to or handed out. */
static void test_ranges_that_are_no_whole_pages(void)
{
    for (unsigned cut = 1; cut < 4096; cut += 455) {
        unsigned char *at = host_memory(32 * PAGE_SIZE, PAGE_SIZE);
        memset(at, 0x77, 32 * PAGE_SIZE);
        uint64_t before = pages_free();
        page_alloc_add((uintptr_t)at + PAGE_SIZE - cut, (uintptr_t)at + 9 * PAGE_SIZE + cut);
        unit_case("%u bytes more than 8 pages at either end", cut);
        CHECK_EQUAL(pages_free() - before, 7); /* one describes the others */
        for (unsigned char *block; (block = page_alloc(0));)
            CHECK(block > at && block < at + 9 * PAGE_SIZE);
        for (unsigned i = 0; i < PAGE_SIZE; i++)
            CHECK(at[i] == 0x77 && at[9 * PAGE_SIZE + i] == 0x77);
    }
}

static void test_tiny_ranges(void)
{
    uintptr_t at = (uintptr_t)host_memory(8 * PAGE_SIZE, PAGE_SIZE);
    page_alloc_add(at, at);
    page_alloc_add(at, at + 1);
    page_alloc_add(at + 1, at + PAGE_SIZE);
    page_alloc_add(at, at + PAGE_SIZE);
    page_alloc_add(at + 1, at + 2 * PAGE_SIZE - 1);
    page_alloc_add(at + PAGE_SIZE, at);
    page_alloc_add(0, 0);
    page_alloc_add(UINT64_MAX - 5000, UINT64_MAX);
    page_alloc_add(UINT64_MAX - 100, UINT64_MAX);
    page_alloc_add(UINT64_MAX, UINT64_MAX);
    CHECK_EQUAL(pages_free(), 0);
    page_alloc_add(at, at + 2 * PAGE_SIZE);
    CHECK_EQUAL(pages_free(), 1);
    CHECK(page_alloc(0) == (void *)(at + PAGE_SIZE));
}

/* --- What may not be freed --- */

static void test_double_free(void)
{
    add_zone(256, 0);
    char *block = page_alloc(3), *neighbour = page_alloc(3);
    CHECK_OK(page_free(block));
    CHECK_ERROR(page_free(block), "is free already");
    CHECK_OK(page_free(neighbour)); /* now both are in one larger block, with all after them */
    CHECK_ERROR(page_free(block), "is free already");
    CHECK_ERROR(page_free(neighbour), "is free already");
    CHECK_ERROR(page_free(block + 5 * PAGE_SIZE), "is free already");
    uint64_t free = pages_free();
    char sentence[64];
    snprintf(sentence, sizeof sentence, "%lx is free already", (unsigned long)neighbour);
    CHECK_ERROR(page_free(neighbour), sentence);
    CHECK_EQUAL(pages_free(), free);
}

static void test_pointers_that_are_no_blocks(void)
{
    char *zone = add_zone(256, 0);
    char *block = page_alloc(4);
    uint64_t free = pages_free();
    for (unsigned page = 1; page < 16; page++)
        CHECK_ERROR(page_free(block + page * PAGE_SIZE), "no block starts at");
    CHECK_ERROR(page_free(block + 1), "not a page of this allocator");
    CHECK_ERROR(page_free(block + PAGE_SIZE - 1), "not a page of this allocator");
    CHECK_ERROR(page_free(zone), "no block starts at"); /* the allocator's own page */
    CHECK_ERROR(page_free(zone - PAGE_SIZE), "not a page of this allocator");
    CHECK_ERROR(page_free(zone + 256 * PAGE_SIZE), "not a page of this allocator");
    CHECK_ERROR(page_free(NULL), "not a page of this allocator");
    CHECK_ERROR(page_free((void *)UINTPTR_MAX), "not a page of this allocator");
    CHECK_ERROR(page_free((void *)-PAGE_SIZE), "not a page of this allocator");
    CHECK_EQUAL(pages_free(), free);
    CHECK_OK(page_free(block));
}

int main(void)
{
    RUN(test_nothing_to_give);
    RUN(test_zeroed_and_aligned);
    RUN(test_orders_beyond_the_limit);
    RUN(test_order_of);
    RUN(test_exhaustion);
    RUN(test_ranges_that_are_no_whole_pages);
    RUN(test_tiny_ranges);
    RUN(test_double_free);
    RUN(test_pointers_that_are_no_blocks);
    RUN(test_neighbouring_zones_stay_apart);
    RUN(test_nothing_is_known_beyond_the_end);
    RUN(test_machine_ram);
    RUN(test_sixteen_gigabytes);
    RUN(test_random_workload);
    return unit_end("page_alloc");
}
