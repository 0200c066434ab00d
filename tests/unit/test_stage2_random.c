/*
 * Random changes of a window of pages that lies across a boundary of 1 GiB and four of 2 MiB, and
 * the same changes made to an array. After each one, table and array say the same.
 */
#include "stage2_pool.h"

#include "page_alloc.h"

#define POOL   60
#define WINDOW (GIB - 2 * BLOCK) /* GPA */
#define PAGES  2048

static struct {
    uint64_t hpa;
    unsigned prot; /* 0: not mapped */
} shadow[PAGES];

static unsigned pages_mapped(unsigned first, unsigned count)
{
    unsigned mapped = 0;
    for (unsigned i = first; i < first + count; i++)
        mapped += shadow[i].prot != 0;
    return mapped;
}

static void compare(void)
{
    for (unsigned i = 0; i < PAGES; i++) {
        struct stage2_place place;
        uint64_t offset = unit_random(PAGE_SIZE);
        bool mapped = stage2_lookup(&stage2, WINDOW + i * PAGE_SIZE + offset, &place);
        CHECK_EQUAL(mapped, shadow[i].prot != 0);
        if (!mapped || !shadow[i].prot)
            continue;
        CHECK_EQUAL(place.hpa, shadow[i].hpa + offset);
        CHECK_EQUAL(place.prot, shadow[i].prot);
        /* What is said to be left lies in the array after it. */
        for (unsigned j = 1; j < (place.left + offset) / PAGE_SIZE && i + j < PAGES; j += 37)
            CHECK_EQUAL(shadow[i + j].hpa, shadow[i].hpa + j * PAGE_SIZE);
    }
}

static unsigned random_prot(void)
{
    for (;;) {
        unsigned prot = unit_random(STAGE2_RWX + 1);
        if (stage2_prot_valid(prot))
            return prot;
    }
}

/* Any range; now and then one of whole blocks, or all. */
static void random_range(unsigned *first, unsigned *count)
{
    unsigned kind = unit_random(8);
    *first = unit_random(PAGES);
    *count = 1 + unit_random(kind < 4 ? 8 : PAGES);
    if (kind >= 6) {
        *first = *first / 512 * 512;
        *count = (*count + 511) / 512 * 512;
    }
    if (*count > PAGES - *first)
        *count = PAGES - *first;
}

/* Changes table and array alike. Returns what the table says, "" for OK. */
static const char *change(void)
{
    unsigned first, count, prot = random_prot();
    random_range(&first, &count);
    /* 0 and 1 map, 2 protects, 3 and 4 unmap; most often what the first page allows. */
    unsigned kind = !unit_random(4) ? unit_random(5) : shadow[first].prot ? 2 + unit_random(3) : 0;
    uint64_t gpa = WINDOW + first * PAGE_SIZE, size = count * PAGE_SIZE;
    uint64_t hpa = unit_random(1ul << 20) * BLOCK + gpa % BLOCK;
    if (unit_random(2))
        hpa += unit_random(512) * PAGE_SIZE;
    unit_case("kind %u of GPA 0x%lx, size 0x%lx, HPA 0x%lx", kind, gpa, size, hpa);

    unsigned mapped = pages_mapped(first, count), wanted = kind < 2 ? 0 : count;
    error problem = kind < 2    ? stage2_map(&stage2, gpa, hpa, size, prot)
                    : kind == 2 ? stage2_protect(&stage2, gpa, size, prot)
                                : stage2_unmap(&stage2, gpa, size);
    if (mapped != wanted)
        CHECK_ERROR(problem, kind < 2 ? "is mapped already" : "is not mapped");
    if (problem)
        return problem;
    for (unsigned i = 0; i < count; i++) {
        shadow[first + i].prot = kind < 3 ? prot : 0;
        if (kind < 2)
            shadow[first + i].hpa = hpa + i * PAGE_SIZE;
    }
    return "";
}

static void unmap_all(void)
{
    for (unsigned i = 0; i < PAGES; i++) {
        if (shadow[i].prot)
            CHECK_OK(stage2_unmap(&stage2, WINDOW + i * PAGE_SIZE, PAGE_SIZE));
        shadow[i].prot = 0;
    }
}

void test_random_changes(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    unsigned done = 0;
    for (unsigned i = 0; i < 6000; i++) {
        const char *says = change();
        if (*says && says[0] != 'G')
            CHECK_OK(says);
        done += !*says;
        compare();
        if (i % 500 == 499) {
            unmap_all();
            CHECK_EQUAL(pages_free(), free);
        }
    }
    CHECK(done > 1000);
    stage2_destroy(&stage2);
    CHECK_EQUAL(pages_free(), POOL);
}

/* The same with a pool of no page to three, which is why a change fails now and then. */
void test_random_changes_without_memory(void)
{
    make_table(POOL);
    uint64_t free = pages_free();
    unsigned failed = 0;
    for (unsigned i = 0; i < 4000; i++) {
        shrink_pool(unit_random(4));
        failed += change()[0] == 'n';
        compare();
        restore_pool();
        if (i % 8 == 7) { /* tables are asked for where there are none */
            unmap_all();
            CHECK_EQUAL(pages_free(), free);
        }
    }
    unit_case("%u changes failed", failed);
    CHECK(failed > 100);
    stage2_destroy(&stage2);
    CHECK_EQUAL(pages_free(), POOL);
}
