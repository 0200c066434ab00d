/* What it costs to map guest memory, and how that grows. No guest uses it: the HPA may be anything.
 */
#include "bench.h"

#include "stage2.h"

#define MIB (1ul << 20)

/* An HPA that is not aligned to a block makes stage2_map() use pages. */
static void measure(const char *name, uint64_t size, uint64_t hpa)
{
    struct stage2 stage2;
    void *page;
    error problem = stage2_init(&stage2, 0);
    split_a_block(&page);
    uint64_t cost = problem ? 0 : COST(problem = stage2_map(&stage2, 0, hpa, size, STAGE2_RWX));
    if (problem)
        printf("%s: %s\n", name, problem);
    else
        printf("map %s, %lu MiB: %lu\n", name, size / MIB, cost);
    stage2_destroy(&stage2);
}

int main(void)
{
    page_alloc_init();
    for (uint64_t size = MIB; size <= 4096 * MIB; size *= 16)
        measure("4 KiB pages", size, STAGE2_BLOCK_SIZE + PAGE_SIZE);
    for (uint64_t size = 4 * MIB; size <= 4096 * MIB; size *= 4)
        measure("2 MiB blocks", size, STAGE2_BLOCK_SIZE);
    return 0;
}
