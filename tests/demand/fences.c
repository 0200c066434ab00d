/*
 * Step 6 again and again, each time without one of its fences:
 *
 *   map          after a page is mapped
 *   unmap        after a page is unmapped, before it is freed
 *   table        after the entry for an empty table is cleared, before the table is freed
 *   clean        before a page is mapped: its bytes reach memory
 *   instruction  before a page is mapped: its bytes reach instruction fetches
 *
 * The first run has all of them, the last one has neither of the first two.
 */
#include "machine.h"

static void fence_instructions(void);
#define instruction_fence fence_instructions
#include "../../steps/06-demand-paging/demand.c"
#include "again.h"
#undef instruction_fence

static const char *const fences[] = {"nothing", "map",         "unmap", "table",
                                     "clean",   "instruction", "both"};

static enum { NOTHING, MAP, UNMAP } operation;
static const struct stage2 *put_off; /* a fence of unmap's: whose it is, what comes next shows */
static uint64_t unmapped;            /* HPA of what was unmapped last */
static unsigned long left_out, missing;

static bool without(const char *fence)
{
    const char *chosen = fences[kept.runs - 1];
    bool is_both = !strcmp(fence, "map") || !strcmp(fence, "unmap");
    bool out = !strcmp(chosen, fence) || (!strcmp(chosen, "both") && is_both);
    left_out += out;
    return out;
}

static void fence_instructions(void)
{
    if (!without("instruction"))
        instruction_fence();
}

void __real_stage2_fence(const struct stage2 *stage2);
error __real_stage2_map_leaf(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, unsigned height,
                             unsigned prot);
error __real_stage2_map(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, uint64_t size,
                        unsigned prot);
error __real_stage2_unmap(struct stage2 *stage2, uint64_t gpa, uint64_t size);
error __real_page_free(void *block);
void __real_memory_clean(const void *at, uint64_t size);

void __wrap_stage2_fence(const struct stage2 *stage2)
{
    if (operation == UNMAP)
        put_off = stage2;
    else if (operation != MAP || !without("map"))
        __real_stage2_fence(stage2);
}

static void fence_now(const char *name)
{
    if (put_off && !without(name))
        __real_stage2_fence(put_off);
    put_off = NULL;
}

error __wrap_stage2_map_leaf(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, unsigned height,
                             unsigned prot)
{
    operation = MAP;
    error problem = __real_stage2_map_leaf(stage2, gpa, hpa, height, prot);
    operation = NOTHING;
    return problem;
}

error __wrap_stage2_map(struct stage2 *stage2, uint64_t gpa, uint64_t hpa, uint64_t size,
                        unsigned prot)
{
    operation = MAP;
    error problem = __real_stage2_map(stage2, gpa, hpa, size, prot);
    operation = NOTHING;
    return problem;
}

/* Pages that are freed while it is at work are tables. What fence is left at the end is its own. */
error __wrap_stage2_unmap(struct stage2 *stage2, uint64_t gpa, uint64_t size)
{
    struct stage2_place place;
    unmapped = stage2_lookup(stage2, gpa, &place) ? place.hpa : 0;
    operation = UNMAP;
    error problem = __real_stage2_unmap(stage2, gpa, size);
    operation = NOTHING;
    missing += !put_off;
    fence_now("unmap");
    return problem;
}

/* A page may be free when it is unmapped, and a table when its fence was there. */
error __wrap_page_free(void *block)
{
    if (operation == UNMAP) {
        missing += !put_off;
        fence_now("table");
    } else {
        missing += (uintptr_t)block != unmapped;
    }
    return __real_page_free(block);
}

void __wrap_memory_clean(const void *at, uint64_t size)
{
    if (!without("clean"))
        __real_memory_clean(at, size);
}

int main(void)
{
    while (kept.runs < ARRAY_LENGTH(fences)) {
        int status = run_again();
        printf("run %lu: status %d without %s, %lu left out, %lu not where they must be\n",
               kept.runs, status, fences[kept.runs - 1], left_out, missing);
    }
    return 0;
}
