/* Where the tables themselves come from and go to. */
#include "stage2_pool.h"

#include "page_alloc.h"

#include <string.h>

#define POOL 200 /* pages */
#define HPA  0x80200000ul

/* One page in the middle of a block is taken out, or gets another prot: the others stay. */
void test_splitting_a_block(void)
{
    make_table(POOL);
    uint64_t free = pages_free(), hole = GIB + 7 * PAGE_SIZE;
    for (unsigned unmap = 0; unmap < 2; unmap++) {
        CHECK_OK(stage2_map(&stage2, GIB, HPA, 2 * BLOCK, STAGE2_RWX));
        if (unmap)
            CHECK_OK(stage2_unmap(&stage2, hole, PAGE_SIZE));
        else
            CHECK_OK(stage2_protect(&stage2, hole, PAGE_SIZE, STAGE2_R));
        CHECK_EQUAL(free - pages_free(), TABLES_FOR_PAGE);
        for (uint64_t gpa = GIB; gpa < GIB + 2 * BLOCK; gpa += PAGE_SIZE) {
            unit_case("GPA 0x%lx", gpa);
            CHECK_EQUAL(leads_to(gpa), gpa == hole && unmap ? UINT64_MAX : gpa - GIB + HPA);
            CHECK_EQUAL(prot_at(gpa), gpa != hole ? STAGE2_RWX : unmap ? 0 : STAGE2_R);
        }
        if (unmap)
            CHECK_OK(stage2_map(&stage2, hole, HPA, PAGE_SIZE, STAGE2_R));
        CHECK_OK(stage2_unmap(&stage2, GIB, 2 * BLOCK));
        CHECK_EQUAL(pages_free(), free);
    }
    /* Both ends within one block, and in two. */
    CHECK_OK(stage2_map(&stage2, GIB - BLOCK, HPA, 2 * BLOCK, STAGE2_RWX));
    CHECK_OK(stage2_unmap(&stage2, GIB - PAGE_SIZE, 2 * PAGE_SIZE));
    CHECK_EQUAL(leads_to(GIB - PAGE_SIZE - 1), HPA + BLOCK - PAGE_SIZE - 1);
    CHECK_EQUAL(leads_to(GIB - PAGE_SIZE), UINT64_MAX);
    CHECK_EQUAL(leads_to(GIB + PAGE_SIZE), HPA + BLOCK + PAGE_SIZE);
}

void test_changes_end_with_a_fence(void)
{
    make_table(POOL);
    fences = 0;
    CHECK_OK(stage2_map(&stage2, 0, HPA, BLOCK, STAGE2_RWX));
    CHECK(fences >= 1);
    fences = 0;
    CHECK_OK(stage2_protect(&stage2, 0, BLOCK, STAGE2_R));
    CHECK_EQUAL(fences, 1);
    fences = 0;
    CHECK_OK(stage2_protect(&stage2, 0, PAGE_SIZE, STAGE2_RWX));
    CHECK_EQUAL(fences, 2); /* break, fence, make; then the change itself */
    fences = 0;
    CHECK_OK(stage2_unmap(&stage2, PAGE_SIZE, PAGE_SIZE));
    CHECK_EQUAL(fences, 1);
    fences = 0;
    stage2_destroy(&stage2);
    CHECK(fences >= 1);
}

/* From both ends of a GiB boundary, 4 KiB at a time: the tables are asked for one by one, and each
 * is once the one that cannot be had. */
void test_no_memory_for_a_table(void)
{
    make_table(POOL);
    uint64_t free = pages_free(), from = GIB - 2 * BLOCK - PAGE_SIZE, size = 4 * BLOCK, needed;
    CHECK_OK(stage2_map(&stage2, from, HPA, size, STAGE2_RWX));
    needed = free - pages_free();
    CHECK_OK(stage2_unmap(&stage2, from, size));
    CHECK(needed >= 6); /* each 2 MiB it touches, and the two GiB */
    for (uint64_t left = 0; left <= needed; left++) {
        unit_case("%lu pages", left);
        shrink_pool(left);
        error problem = stage2_map(&stage2, from, HPA, size, STAGE2_RWX);
        if (left == needed) {
            CHECK_OK(problem);
            CHECK_EQUAL(pages_free(), 0);
            CHECK_EQUAL(leads_to(from + size - 1), HPA + size - 1);
            CHECK_OK(stage2_unmap(&stage2, from, size));
        } else {
            CHECK_ERROR(problem, "no memory for a table");
        }
        CHECK_EQUAL(pages_free(), left);
        for (uint64_t gpa = from; gpa < from + size; gpa += PAGE_SIZE)
            CHECK_EQUAL(leads_to(gpa), UINT64_MAX);
        restore_pool();
    }
    CHECK_EQUAL(pages_free(), free);
    shrink_pool(STAGE2_ROOT_SIZE / PAGE_SIZE - 1);
    struct stage2 other;
    CHECK_ERROR(stage2_init(&other, 0), "no memory for a stage-2 root");
}

/* Both ends of the range lie within a block, so that two tables are wanted. */
void test_no_memory_to_split(void)
{
    make_table(POOL);
    uint64_t free = pages_free(), from = 2 * GIB - PAGE_SIZE, size = BLOCK + 2 * PAGE_SIZE;
    for (unsigned unmap = 0; unmap < 2; unmap++) {
        for (uint64_t left = 0; left <= 2; left++) {
            unit_case("%s, %lu pages", unmap ? "unmap" : "protect", left);
            CHECK_OK(stage2_map(&stage2, 2 * GIB - BLOCK, HPA, 3 * BLOCK, STAGE2_RWX));
            shrink_pool(left);
            error problem = unmap ? stage2_unmap(&stage2, from, size)
                                  : stage2_protect(&stage2, from, size, STAGE2_R);
            bool done = left == 2;
            CHECK_ERROR(done ? "done" : problem, done ? "done" : "no memory for a table");
            for (uint64_t at = 0; at < 3 * BLOCK; at += PAGE_SIZE) {
                uint64_t gpa = 2 * GIB - BLOCK + at;
                bool changed = done && gpa >= from && gpa < from + size;
                CHECK_EQUAL(leads_to(gpa), changed && unmap ? UINT64_MAX : HPA + at);
                CHECK_EQUAL(prot_at(gpa), !changed ? STAGE2_RWX : unmap ? 0 : STAGE2_R);
            }
            restore_pool();
            if (done && unmap)
                CHECK_OK(stage2_map(&stage2, from, HPA, size, STAGE2_RWX));
            CHECK_OK(stage2_unmap(&stage2, 2 * GIB - BLOCK, 3 * BLOCK));
            CHECK_EQUAL(pages_free(), free);
        }
    }
}

void test_destroy_gives_all_back(void)
{
    make_table(POOL);
    for (unsigned i = 0; i < 40; i++) {
        uint64_t gpa = unit_random(1ul << (STAGE2_GPA_BITS - 21)) * BLOCK;
        stage2_map(&stage2, gpa, HPA, i % 3 ? BLOCK : PAGE_SIZE, STAGE2_RWX);
        if (i % 2)
            stage2_protect(&stage2, gpa, PAGE_SIZE, STAGE2_R);
    }
    stage2_map(&stage2, (1ul << STAGE2_GPA_BITS) - PAGE_SIZE, HPA, PAGE_SIZE, STAGE2_RWX);
    CHECK(pages_free() < POOL - STAGE2_ROOT_SIZE / PAGE_SIZE - 40);
    stage2_destroy(&stage2);
    CHECK_EQUAL(pages_free(), POOL);
    CHECK(!stage2.root);
}

static unsigned lines(uint64_t gpa, const char *last)
{
    stage2_draw(&stage2, gpa);
    const char *text = host_console();
    size_t length = strlen(text), tail = strlen(last);
    CHECK(length > tail && !strcmp(text + length - tail, last));
    unsigned count = 0;
    for (; *text; text++)
        count += *text == '\n';
    return count;
}

/* A heading, and a line for each level down to where the walk ends. */
void test_drawing(void)
{
    make_table(POOL);
    CHECK_EQUAL(lines(0, "nothing\n"), 2);
    CHECK_OK(stage2_map(&stage2, 0, HPA, PAGE_SIZE, STAGE2_RWX));
    CHECK_OK(stage2_map(&stage2, BLOCK, HPA, BLOCK, STAGE2_RWX));
    CHECK_EQUAL(lines(0x123, "leaf\n"), 1 + STAGE2_LEVELS);
    CHECK_EQUAL(lines(0x1000, "nothing\n"), 1 + STAGE2_LEVELS);
    CHECK_EQUAL(lines(BLOCK + 0x1000, "leaf\n"), STAGE2_LEVELS);
    CHECK_EQUAL(lines(2 * BLOCK, "nothing\n"), STAGE2_LEVELS);
}
