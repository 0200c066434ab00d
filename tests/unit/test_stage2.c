/* The stage-2 tables of one machine: one promise after the other. */
#include "stage2_pool.h"

#include "page_alloc.h"

#include <string.h>

#define POOL 200 /* pages */
#define TOP  (1ul << STAGE2_GPA_BITS)
#define HPA  0x80200000ul

static void test_an_empty_table(void)
{
    make_table(POOL);
    CHECK_EQUAL((uintptr_t)stage2.root % STAGE2_ROOT_SIZE, 0);
    CHECK_EQUAL(pages_free(), POOL - STAGE2_ROOT_SIZE / PAGE_SIZE);
    for (uint64_t gpa = 1; gpa; gpa <<= 1)
        CHECK_EQUAL(leads_to(gpa), UINT64_MAX);
    CHECK_EQUAL(leads_to(0), UINT64_MAX);
    CHECK_EQUAL(leads_to(UINT64_MAX), UINT64_MAX);
    stage2_destroy(&stage2);
    CHECK_EQUAL(pages_free(), POOL);
}

static void test_pages_and_blocks(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    CHECK_OK(stage2_map(&stage2, 0x1000, HPA, PAGE_SIZE, STAGE2_RWX));
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
    struct stage2_place place;
    CHECK(stage2_lookup(&stage2, 0x1234, &place));
    CHECK_EQUAL(place.hpa, HPA + 0x234);
    CHECK_EQUAL(place.left, 0x1000 - 0x234);
    CHECK_EQUAL(place.prot, STAGE2_RWX);
    CHECK_EQUAL(leads_to(0xfff), UINT64_MAX);
    CHECK_EQUAL(leads_to(0x2000), UINT64_MAX);
    CHECK_OK(stage2_unmap(&stage2, 0x1000, PAGE_SIZE));
    CHECK_EQUAL(pages_free(), free);

    CHECK_OK(stage2_map(&stage2, 2 * GIB, HPA, BLOCK, STAGE2_RWX));
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_BLOCK);
    CHECK(stage2_lookup(&stage2, 2 * GIB + 0x1ff001, &place));
    CHECK_EQUAL(place.hpa, HPA + 0x1ff001);
    CHECK_EQUAL(place.left, 0xfff);
    CHECK_EQUAL(leads_to(2 * GIB + BLOCK), UINT64_MAX);
    CHECK_OK(stage2_unmap(&stage2, 2 * GIB, BLOCK));
    CHECK_EQUAL(pages_free(), free);
    /* Not aligned alike: pages. */
    CHECK_OK(stage2_map(&stage2, 2 * GIB, HPA + PAGE_SIZE, BLOCK, STAGE2_RWX));
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
    CHECK_EQUAL(leads_to(2 * GIB + BLOCK - 1), HPA + PAGE_SIZE + BLOCK - 1);
}

static void test_a_large_range(void)
{
    make_table(POOL);
    uint64_t free = pages_free(), from = GIB - BLOCK - PAGE_SIZE, size = GIB + 2 * BLOCK;
    CHECK_OK(stage2_map(&stage2, from, from, size, STAGE2_R));
    for (uint64_t gpa = from; gpa < from + size; gpa += PAGE_SIZE)
        CHECK_EQUAL(leads_to(gpa + 8), gpa + 8);
    CHECK_EQUAL(leads_to(from - 1), UINT64_MAX);
    CHECK_EQUAL(leads_to(from + size), UINT64_MAX);
    CHECK(free - pages_free() <= 3 + 2 + 1); /* below each GiB, at both ends, a fourth level */
    CHECK_OK(stage2_unmap(&stage2, from, size));
    CHECK_EQUAL(pages_free(), free);
}

/* --- Refusals --- */

static void all_three_refuse(uint64_t gpa, uint64_t size, const char *says)
{
    unit_case("GPA 0x%lx, size 0x%lx", gpa, size);
    CHECK_ERROR(stage2_map(&stage2, gpa, HPA, size, STAGE2_RWX), says);
    CHECK_ERROR(stage2_unmap(&stage2, gpa, size), says);
    CHECK_ERROR(stage2_protect(&stage2, gpa, size, STAGE2_R), says);
}

static void test_ranges(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    static const uint64_t odd[] = {1, 8, 0x800, 0xfff, 0x1001};
    for (unsigned i = 0; i < sizeof odd / sizeof *odd; i++) {
        all_three_refuse(odd[i], PAGE_SIZE, "not in whole pages");
        all_three_refuse(0, odd[i], "not in whole pages");
        CHECK_ERROR(stage2_map(&stage2, 0, odd[i], PAGE_SIZE, STAGE2_R), "not in whole pages");
    }
    all_three_refuse(0, 0, "not in whole pages");
    static const uint64_t outside[][2] = {
        {TOP, PAGE_SIZE},        {TOP - PAGE_SIZE, 2 * PAGE_SIZE}, {0, TOP + PAGE_SIZE},
        {PAGE_SIZE, TOP},        {-PAGE_SIZE, PAGE_SIZE},          {PAGE_SIZE, -PAGE_SIZE},
        {1ul << 63, 1ul << 63},  {PAGE_SIZE, -2 * PAGE_SIZE},      {0, -PAGE_SIZE},
        {TOP - PAGE_SIZE, -TOP},
    };
    for (unsigned i = 0; i < sizeof outside / sizeof *outside; i++)
        all_three_refuse(outside[i][0], outside[i][1], "beyond the guest's");
    unit_case("HPA");
    CHECK_ERROR(stage2_map(&stage2, 0, -PAGE_SIZE, 2 * PAGE_SIZE, STAGE2_R), "wraps around");
    CHECK_ERROR(stage2_map(&stage2, 0, -PAGE_SIZE, PAGE_SIZE, STAGE2_R), "beyond the addresses");
    CHECK_ERROR(stage2_map(&stage2, 0, 1ul << 63, PAGE_SIZE, STAGE2_R), "beyond the addresses");
    CHECK_ERROR(stage2_map(&stage2, 0, 1ul << 56, PAGE_SIZE, STAGE2_R), "beyond the addresses");
    CHECK_ERROR(stage2_map(&stage2, 0, (1ul << 56) - PAGE_SIZE, BLOCK, STAGE2_R),
                "beyond the addresses");
    CHECK_EQUAL(pages_free(), free);
}

static void test_the_last_page(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    CHECK_OK(
        stage2_map(&stage2, TOP - BLOCK - PAGE_SIZE, HPA - PAGE_SIZE, BLOCK + PAGE_SIZE, STAGE2_R));
    CHECK_EQUAL(leads_to(TOP - 1), HPA + BLOCK - 1);
    CHECK_EQUAL(leads_to(TOP), UINT64_MAX);
    CHECK_EQUAL(leads_to(-1ul), UINT64_MAX);
    CHECK_OK(stage2_protect(&stage2, TOP - PAGE_SIZE, PAGE_SIZE, STAGE2_RWX));
    CHECK_OK(stage2_unmap(&stage2, TOP - PAGE_SIZE, PAGE_SIZE));
    CHECK_EQUAL(leads_to(TOP - 1), UINT64_MAX);
    CHECK_EQUAL(leads_to(TOP - PAGE_SIZE - 1), HPA + BLOCK - PAGE_SIZE - 1);
    CHECK_OK(stage2_unmap(&stage2, TOP - BLOCK - PAGE_SIZE, BLOCK));
    CHECK_EQUAL(pages_free(), free);
}

static void test_mapped_already_and_not_mapped(void)
{
    make_table(POOL);
    CHECK_OK(stage2_map(&stage2, BLOCK, HPA, BLOCK, STAGE2_R));
    CHECK_OK(stage2_map(&stage2, 0x5000, HPA, PAGE_SIZE, STAGE2_R));
    uint64_t free = pages_free();
    CHECK_ERROR(stage2_map(&stage2, 0x5000, HPA, PAGE_SIZE, STAGE2_R),
                "GPA 0x5000 is mapped already");
    CHECK_ERROR(stage2_map(&stage2, 0, HPA, GIB, STAGE2_R), "GPA 0x5000 is mapped already");
    CHECK_ERROR(stage2_map(&stage2, 0x6000, HPA, BLOCK, STAGE2_R),
                "GPA 0x200000 is mapped already");
    CHECK_ERROR(stage2_map(&stage2, 0x3ff000, HPA, BLOCK, STAGE2_R),
                "GPA 0x3ff000 is mapped already");
    CHECK_ERROR(stage2_unmap(&stage2, 0x5000, 2 * PAGE_SIZE), "GPA 0x6000 is not mapped");
    CHECK_ERROR(stage2_unmap(&stage2, 0x200000, GIB), "GPA 0x400000 is not mapped");
    CHECK_ERROR(stage2_protect(&stage2, 0x4000, 2 * PAGE_SIZE, STAGE2_RWX),
                "GPA 0x4000 is not mapped");
    CHECK_ERROR(stage2_unmap(&stage2, 0, TOP), "GPA 0x0 is not mapped");
    CHECK_EQUAL(pages_free(), free);
    CHECK_EQUAL(leads_to(0x5000), HPA);
    CHECK_EQUAL(prot_at(0x5000), STAGE2_R);
    CHECK_EQUAL(leads_to(0x200000), HPA);
}

/* --- Permissions --- */

static void test_permissions(void)
{
    make_table(POOL);
    CHECK_OK(stage2_map(&stage2, 0, HPA, BLOCK, STAGE2_RWX));
    CHECK(stage2_prot_valid(STAGE2_R) && stage2_prot_valid(STAGE2_RWX) && !stage2_prot_valid(0));
    for (unsigned prot = 0; prot < 300; prot++) {
        bool exists = prot <= (STAGE2_RWX | STAGE2_DEVICE) && stage2_prot_valid(prot);
        unit_case("prot %u", prot);
        if (exists) {
            CHECK_OK(stage2_map(&stage2, GIB, HPA, BLOCK + PAGE_SIZE, prot));
            CHECK_EQUAL(prot_at(GIB), prot);
            CHECK_EQUAL(prot_at(GIB + BLOCK), prot);
            CHECK_EQUAL(leads_to(GIB + BLOCK + 4), HPA + BLOCK + 4);
            CHECK_OK(stage2_unmap(&stage2, GIB, BLOCK + PAGE_SIZE));
            CHECK_OK(stage2_protect(&stage2, 0, BLOCK, prot));
            CHECK_EQUAL(prot_at(0), prot);
        } else {
            CHECK_ERROR(stage2_map(&stage2, GIB, HPA, BLOCK + PAGE_SIZE, prot),
                        "this architecture has no");
            CHECK_ERROR(stage2_protect(&stage2, 0, BLOCK, prot), "this architecture has no");
            CHECK(prot_at(0) != 0);
        }
        CHECK_EQUAL(leads_to(5), HPA + 5);
        CHECK_EQUAL(leads_to(GIB), UINT64_MAX);
    }
}

int main(void)
{
    RUN(test_entry_format);
    RUN(test_an_empty_table);
    RUN(test_pages_and_blocks);
    RUN(test_a_large_range);
    RUN(test_ranges);
    RUN(test_the_last_page);
    RUN(test_mapped_already_and_not_mapped);
    RUN(test_permissions);
    RUN(test_mapping_a_leaf);
    RUN(test_leaves_that_are_refused);
    RUN(test_no_memory_for_a_leaf);
    RUN(test_how_far_gaps_reach);
    RUN(test_from_gap_to_gap);
    RUN(test_splitting_a_block);
    RUN(test_changes_end_with_a_fence);
    RUN(test_no_memory_for_a_table);
    RUN(test_no_memory_to_split);
    RUN(test_destroy_gives_all_back);
    RUN(test_drawing);
    RUN(test_random_changes);
    RUN(test_random_changes_without_memory);
    return unit_end("stage2-" UNIT_ARCH);
}
