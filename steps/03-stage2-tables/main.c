/* Step 3: one guest address, three times: not mapped, mapped without execute, mapped with. */
#include "enter_guest.h"
#include "page_alloc.h"
#include "panic.h"
#include "print.h"
#include "probe.h"

static const struct {
    const char *what;
    unsigned prot;
} experiments[] = {
    {"not mapped", 0},
    {"mapped without execute", STAGE2_R | STAGE2_W},
    {"mapped with execute", STAGE2_RWX},
};
static unsigned experiment;
static struct stage2 stage2;

_Noreturn static void run_experiment(void)
{
    printf("\nexperiment %u: %s\n", experiment + 1, experiments[experiment].what);
    probe_map(&stage2, experiments[experiment].prot);
    stage2_draw(&stage2, PROBE_GPA);
    enter_guest(PROBE_GPA, stage2.root);
}

int main(void)
{
    printf("Booting hypervisor...\n");
    page_alloc_init();
    probe_init();
    if (stage2_init(&stage2, 0))
        panic("step 3: no memory for a stage-2 root");
    run_experiment();
}

void guest_trapped(void)
{
    print_trap();
    if (!probe_succeeded(experiments[experiment].prot))
        panic("experiment %u: unexpected outcome", experiment + 1);
    if (++experiment < ARRAY_LENGTH(experiments))
        run_experiment();
    power_off(0);
}
