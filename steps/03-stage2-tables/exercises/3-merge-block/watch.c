/* The pages that are to be merged, and a look at each call that the answer makes. */
#include "watch.h"

#include "grade.h"
#include "page_alloc.h"
#include "random.h"
#include "string.h"

struct pages pages;
struct watch watch;

/* --- The pages --- */

void find_entry(void)
{
    pages.slot = entry_of(pages.stage2.root, STAGE2_TOP, pages.gpa);
    for (unsigned height = STAGE2_TOP; height > 1; height--)
        pages.slot = entry_of(table_below(*pages.slot), height - 1, pages.gpa);
    pages.table = table_below(*pages.slot);
}

void map_pages(void)
{
    must(stage2_init(&pages.stage2, 0));
    for (uint64_t i = 0; i < STAGE2_BLOCK_SIZE; i += PAGE_SIZE)
        must(stage2_map_leaf(&pages.stage2, pages.gpa + i, pages.hpa + i, 0, pages.prot));
    find_entry();
}

/* The rights are those that all three architectures have, except all of them. */
void map_random_pages(void)
{
    static const unsigned prots[] = {STAGE2_R, STAGE2_R | STAGE2_W, STAGE2_R | STAGE2_X};
    pages.prot = prots[random_below(ARRAY_LENGTH(prots))];
    pages.gpa = random_below(1ul << STAGE2_GPA_BITS) & ~(STAGE2_BLOCK_SIZE - 1);
    pages.hpa = random_below(1ul << 36) & ~(STAGE2_BLOCK_SIZE - 1);
    map_pages();
}

/* --- The calls --- */

void __real_stage2_fence(const struct stage2 *stage2);
error __real_page_free(void *block);

void __wrap_stage2_fence(const struct stage2 *stage2)
{
    if (watch.on && stage2->root == pages.stage2.root) {
        watch.fences++;
        watch.broken |= !entry_present(*pages.slot);
        watch.unlinked |= !entry_is_table(*pages.slot, 1);
        watch.last = *pages.slot;
    }
    __real_stage2_fence(stage2);
}

error __wrap_page_free(void *block)
{
    if (watch.on && block == pages.table) {
        watch.freed = true;
        watch.freed_early |= !watch.unlinked;
    }
    return __real_page_free(block);
}

error merge(uint64_t gpa)
{
    memset(&watch, 0, sizeof watch);
    size_t before = pages_free();
    watch.on = true;
    error problem = merge_block(&pages.stage2, gpa);
    watch.on = false;
    watch.pages_more = pages_free() - before;
    watch.after = *pages.slot;
    return problem;
}
