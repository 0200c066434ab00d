/* What memory on demand stands on: mapping one leaf, and how far gaps reach. */
#include "stage2_pool.h"

#include "page_alloc.h"

#define POOL 200 /* pages */
#define TOP  (1ul << STAGE2_GPA_BITS)
#define HPA  0x80200000ul

void test_mapping_a_leaf(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    CHECK_OK(stage2_map_leaf(&stage2, 0x5000, HPA, 0, STAGE2_RWX));
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
    fences = 0;
    CHECK_OK(stage2_map_leaf(&stage2, 0x7000, HPA + PAGE_SIZE, 0, STAGE2_R));
    CHECK_EQUAL(fences, 1);
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
    CHECK_EQUAL(leads_to(0x5123), HPA + 0x123);
    CHECK_EQUAL(leads_to(0x7ff8), HPA + 0x1ff8);
    CHECK_EQUAL(leads_to(0x6000), UINT64_MAX);
    CHECK_EQUAL(prot_at(0x5000), STAGE2_RWX);
    CHECK_EQUAL(prot_at(0x7000), STAGE2_R);
    CHECK_OK(stage2_map_leaf(&stage2, BLOCK, HPA, 1, STAGE2_RWX));
    CHECK_EQUAL(leads_to(2 * BLOCK - 1), HPA + BLOCK - 1);
    CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
    CHECK_OK(stage2_map_leaf(&stage2, TOP - PAGE_SIZE, HPA, 0, STAGE2_R));
    CHECK_EQUAL(leads_to(TOP - 1), HPA + PAGE_SIZE - 1);
}

/* As stage2_map() refuses it, whether the tables are there or not. */
void test_leaves_that_are_refused(void)
{
    make_table(POOL);
    CHECK_OK(stage2_map_leaf(&stage2, 0x5000, HPA, 0, STAGE2_R));
    CHECK_OK(stage2_map_leaf(&stage2, BLOCK, HPA, 1, STAGE2_R));
    uint64_t free = pages_free();
    CHECK_ERROR(stage2_map_leaf(&stage2, 0x5000, 0, 0, STAGE2_R), "GPA 0x5000 is mapped already");
    CHECK_ERROR(stage2_map_leaf(&stage2, BLOCK, 0, 1, STAGE2_R), "GPA 0x200000 is mapped already");
    CHECK_ERROR(stage2_map_leaf(&stage2, BLOCK + PAGE_SIZE, 0, 0, STAGE2_R), "is mapped already");
    CHECK_ERROR(stage2_map_leaf(&stage2, 0, HPA, 1, STAGE2_R), "GPA 0x5000 is mapped already");
    for (uint64_t base = 0; base <= GIB; base += GIB) {
        unit_case("base 0x%lx", base);
        CHECK_ERROR(stage2_map_leaf(&stage2, base + 0x6008, HPA, 0, STAGE2_R),
                    "not in whole pages");
        CHECK_ERROR(stage2_map_leaf(&stage2, base + 0x6000, 8, 0, STAGE2_R), "not in whole pages");
        CHECK_ERROR(stage2_map_leaf(&stage2, base + 0x6000, 1ul << 56, 0, STAGE2_R),
                    "beyond the addresses");
        CHECK_ERROR(stage2_map_leaf(&stage2, base + TOP, HPA, 0, STAGE2_R), "beyond the guest's");
        for (unsigned prot = 0; prot < 300; prot++) {
            if (prot > (STAGE2_RWX | STAGE2_DEVICE) || !stage2_prot_valid(prot))
                CHECK_ERROR(stage2_map_leaf(&stage2, base + 0x6000, HPA, 0, prot),
                            "this architecture has no");
        }
        CHECK_EQUAL(leads_to(base + 0x6000), UINT64_MAX);
    }
    CHECK_EQUAL(pages_free(), free);
    CHECK_EQUAL(leads_to(0x5000), HPA);
    CHECK_EQUAL(prot_at(0x5000), STAGE2_R);
}

void test_no_memory_for_a_leaf(void)
{
    make_table(POOL);
    for (uint64_t left = 0; left <= TABLES_FOR_PAGE; left++) {
        unit_case("%lu pages", left);
        shrink_pool(left);
        error problem = stage2_map_leaf(&stage2, 3 * GIB, HPA, 0, STAGE2_R);
        if (left < TABLES_FOR_PAGE) {
            CHECK_ERROR(problem, "no memory for a table");
            CHECK_EQUAL(leads_to(3 * GIB), UINT64_MAX);
            CHECK_EQUAL(pages_free(), left);
        } else {
            CHECK_OK(problem);
            CHECK_EQUAL(leads_to(3 * GIB), HPA);
        }
        restore_pool();
    }
}

/* --- Gaps --- */

static uint64_t left_at(uint64_t gpa)
{
    struct stage2_place place = {.left = 0};
    stage2_lookup(&stage2, gpa, &place);
    return place.left;
}

void test_how_far_gaps_reach(void)
{
    make_table(POOL);
    CHECK_EQUAL(left_at(0), entry_span(STAGE2_TOP));
    CHECK_EQUAL(left_at(5), entry_span(STAGE2_TOP) - 5);
    CHECK_EQUAL(left_at(TOP - 1), 1);
    CHECK_OK(stage2_map(&stage2, GIB + 7 * PAGE_SIZE, HPA, PAGE_SIZE, STAGE2_R));
    CHECK_EQUAL(left_at(GIB + 6 * PAGE_SIZE + 8), PAGE_SIZE - 8);
    CHECK_EQUAL(left_at(GIB + 7 * PAGE_SIZE + 8), PAGE_SIZE - 8);
    CHECK_EQUAL(left_at(GIB + BLOCK + 8), BLOCK - 8);
    CHECK_EQUAL(left_at(2 * GIB + 8), GIB - 8);
}

/* From gap to gap and from leaf to leaf, one comes from end to end, and to every page that is
 * mapped. */
void test_from_gap_to_gap(void)
{
    make_table(POOL);
    static const uint64_t pages[] = {0, GIB - PAGE_SIZE, GIB, 3 * GIB + 9 * BLOCK, TOP - PAGE_SIZE};
    for (unsigned i = 0; i < sizeof pages / sizeof *pages; i++)
        CHECK_OK(stage2_map_leaf(&stage2, pages[i], HPA + i * PAGE_SIZE, 0, STAGE2_R));
    CHECK_OK(stage2_map_leaf(&stage2, 5 * GIB, HPA, 1, STAGE2_R));
    uint64_t mapped = 0, steps = 0, gpa = 0;
    for (struct stage2_place place; gpa < TOP; gpa += place.left, steps++) {
        if (stage2_lookup(&stage2, gpa, &place))
            mapped += place.left;
        CHECK(place.left);
    }
    CHECK_EQUAL(gpa, TOP);
    CHECK_EQUAL(mapped, sizeof pages / sizeof *pages * PAGE_SIZE + BLOCK);
    CHECK(steps < 12 * 512 + TOP / GIB);
}
