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

static void print_outcome(const char *which, const char *trap, uint32_t mark)
{
    printf("  %-9s %s, and 0x%x in its page\n", which, trap, mark);
}

bool probe_succeeded(unsigned prot)
{
    static const char call[] = "a hypercall", fault[] = "a stage-2 fault at its entry";
    bool runs = prot & STAGE2_X, called = trapped_by_hypercall(), faulted = trapped_at(PROBE_GPA);
    uint32_t mark = *(uint32_t *)(page + PROBE_MARK_OFFSET);
    if (runs && mark == PROBE_MARK)
        printf("  the guest's store arrived: %08lx holds 0x%x\n",
               (uintptr_t)page + PROBE_MARK_OFFSET, mark);
    if (runs ? called && mark == PROBE_MARK : faulted && !mark)
        return true;
    print_outcome("expected:", runs ? call : fault, runs ? PROBE_MARK : 0);
    print_outcome("came:", called ? call : faulted ? fault : "another trap", mark);
    return false;
}
