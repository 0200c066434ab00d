/* Step 3: one guest address, three times: not mapped, mapped without execute, mapped with. */
#include "enter_guest.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "probe.h"
#include "stage2.h"
#include "string.h"

#define PROBE_GPA 0x100000

static struct stage2 stage2;
static char *page;
static unsigned experiment;

static const struct {
    const char *what;
    unsigned prot;
} experiments[] = {
    {"not mapped", 0},
    {"mapped without execute", STAGE2_R | STAGE2_W},
    {"mapped with execute", STAGE2_RWX},
};

static void must(error problem)
{
    if (problem)
        panic("step 3: %s", problem);
}

_Noreturn static void run_experiment(void)
{
    unsigned prot = experiments[experiment].prot;
    struct stage2_place place;
    printf("\nexperiment %u: %s\n", experiment + 1, experiments[experiment].what);
    if (stage2_lookup(&stage2, PROBE_GPA, &place))
        must(stage2_protect(&stage2, PROBE_GPA, PAGE_SIZE, prot));
    else if (prot)
        must(stage2_map(&stage2, PROBE_GPA, (uintptr_t)page, PAGE_SIZE, prot));
    if (stage2_lookup(&stage2, PROBE_GPA, &place))
        printf("map: %08x -> %08lx\n", PROBE_GPA, place.hpa);
    stage2_draw(&stage2, PROBE_GPA);
    enter_guest(PROBE_GPA, stage2.root);
}

int main(void)
{
    printf("Booting hypervisor...\n");
    page_alloc_init();
    page = page_alloc(0);
    must(stage2_init(&stage2));
    memcpy(page, probe_start, probe_end - probe_start);
    run_experiment();
}

void guest_trapped(void)
{
    print_trap();
    uint32_t mark = *(uint32_t *)(page + PROBE_MARK_OFFSET);
    bool may_run = experiments[experiment].prot & STAGE2_X;
    if (may_run)
        printf("  the guest's store arrived: %08lx holds 0x%x\n",
               (uintptr_t)page + PROBE_MARK_OFFSET, mark);
    if (may_run ? !trapped_by_hypercall() || mark != PROBE_MARK : !trapped_at(PROBE_GPA) || mark)
        panic("step 3: that was not to be expected");
    if (++experiment < sizeof experiments / sizeof *experiments)
        run_experiment();
    power_off(0);
}
