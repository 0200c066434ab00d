#include "probe.h"

#include "enter_guest.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "string.h"

static char *page;

void probe_init(void)
{
    page = page_alloc(0);
    if (!page)
        panic("probe: no memory for its page");
    memcpy(page, probe_start, probe_end - probe_start);
    memory_clean(page, PAGE_SIZE);
}

void probe_map(struct stage2 *stage2, unsigned prot)
{
    struct stage2_place place;
    error problem = OK;
    if (stage2_lookup(stage2, PROBE_GPA, &place))
        problem = stage2_protect(stage2, PROBE_GPA, PAGE_SIZE, prot);
    else if (prot)
        problem = stage2_map(stage2, PROBE_GPA, (uintptr_t)page, PAGE_SIZE, prot);
    if (problem)
        panic("probe: %s", problem);
    if (stage2_lookup(stage2, PROBE_GPA, &place))
        printf("map: %08lx -> %08lx\n", PROBE_GPA, place.hpa);
}

bool probe_succeeded(unsigned prot)
{
    uint32_t mark = *(uint32_t *)(page + PROBE_MARK_OFFSET);
    if (!(prot & STAGE2_X))
        return trapped_at(PROBE_GPA) && !mark;
    if (mark != PROBE_MARK)
        return false;
    printf("  the guest's store arrived: %08lx holds 0x%x\n", (uintptr_t)page + PROBE_MARK_OFFSET,
           mark);
    return trapped_by_hypercall();
}
