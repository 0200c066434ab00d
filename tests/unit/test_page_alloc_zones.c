/* The page allocator: more than one zone, the ends of one, and a large one. */
#include "test_page_alloc.h"

#include "machine.h"
#include "unit.h"

#include <string.h>

void test_neighbouring_zones_stay_apart(void)
{
    char *at = host_memory(64 * PAGE_SIZE, 64 * PAGE_SIZE);
    for (unsigned i = 0; i < 4; i++)
        page_alloc_add((uintptr_t)at + i * 16 * PAGE_SIZE,
                       (uintptr_t)at + (i + 1) * 16 * PAGE_SIZE);
    CHECK_EQUAL(pages_free(), 4 * 15);
    CHECK_EQUAL(largest_order(), 3);
    char *blocks[60];
    for (unsigned i = 0; i < 60; i++)
        CHECK((blocks[i] = page_alloc(0)) && (blocks[i] - at) % (16 * PAGE_SIZE));
    CHECK(!page_alloc(0));
    for (unsigned i = 0; i < 60; i++)
        CHECK_OK(page_free(blocks[i]));
    CHECK_EQUAL(largest_order(), 3);
    CHECK_EQUAL(pages_free(), 60);
}

/* What is known of the last page lies at the end of the allocator's own pages: what is after it,
 * in a page of somebody else's, says nothing of a buddy after the zone's end. */
void test_nothing_is_known_beyond_the_end(void)
{
    for (uint64_t pages = 3600; pages < 3680; pages += 8) {
        char *zone = add_zone(pages, 0), *lowest = NULL;
        for (char *block; (block = page_alloc(0)); lowest = lowest ? lowest : block)
            memset(block, 0x80 | __builtin_ctzl(pages), PAGE_SIZE); /* as if free, of that order */
        CHECK(zone + PAGE_SIZE == lowest || pages > 3640);
        unit_case("%lu pages", pages);
        for (uint64_t page = pages - 8; page < pages; page++)
            CHECK_OK(page_free(zone + page * PAGE_SIZE));
        while (page_alloc(0))
            continue;
    }
}

void test_machine_ram(void)
{
    uintptr_t at = (uintptr_t)host_memory(64 * PAGE_SIZE, PAGE_SIZE);
    machine_add_ram(at, 64 * PAGE_SIZE);
    machine_reserve(at + 16 * PAGE_SIZE + 5, 100);
    page_alloc_init();
    CHECK_EQUAL(pages_free(), 15 + 46);
    CHECK_ERROR(page_free((void *)(at + 16 * PAGE_SIZE)), "not a page of this allocator");
}

void test_sixteen_gigabytes(void)
{
    uint64_t size = 16ul << 30, pages = size / PAGE_SIZE;
    char *zone = host_memory(size, 1ul << 30);
    page_alloc_add((uintptr_t)zone, (uintptr_t)zone + size);
    CHECK_EQUAL(pages_free(), pages - pages / PAGE_SIZE - 1);
    char *block = page_alloc(9);
    CHECK(block != NULL);
    CHECK_OK(page_free(block));
    CHECK_ERROR(page_free(block), "is free already");
    CHECK_ERROR(page_free(zone + size - PAGE_SIZE), "is free already"); /* within 8 GiB */
    CHECK_EQUAL(pages_free(), pages - pages / PAGE_SIZE - 1);
}
