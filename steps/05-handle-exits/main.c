/* Step 5: runs a guest until it is done, and answers what it asks on the way. */
#include "options.h"
#include "page_alloc.h"
#include "print.h"
#include "vcpu.h"

static struct exit_row table[EXIT_KINDS] = {
    [0 ... EXIT_KINDS - 1] = {.handle = stop_guest}, /* but for these: */
    [EXIT_HYPERCALL] = {.handle = answer_hypercall}, /* by another table */
    [EXIT_REGISTER] = {.handle = answer_register},
    [EXIT_IDENTIFY] = {.handle = answer_identify},
    [EXIT_WAIT] = {.handle = stop_waiting_guest},
    [EXIT_TIMER] = {.handle = stop_at_end_of_slice},
};

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    struct guest_layout layout = {GUEST_BASE, 16 << 20, GUEST_FLAT_AT, GUEST_FLAT_START};
    struct stage2_place place;
    const char *app = boot_option("guest", "/sbin/skernel");
    uint64_t slice = 0;

    printf("Hypervisor ...\n");
    page_alloc_init();
    error problem = exit_ring_init();
    problem = problem ?: boot_number("guest-mem", &layout.size);
    problem = problem ?: boot_number("slice", &slice);
    if (problem)
        return failed("options", problem);
    printf("app: %s\n", app);
    if (!load_guest(&guest, &layout, app))
        return 1;
    stage2_lookup(&guest.stage2, guest.entry, &place);
    printf("paddr: PA:0x%lx\n", place.hpa);

    vcpu_init(&vcpu, &guest);
    problem = slice ? start_slice(slice) : OK;
    if (problem)
        return failed("slice", problem);
    return report_end(&vcpu, run_guest(&vcpu, table), table);
}
