/* What a character on the console costs, and a guest's stage-2 fault from its exit to its report.
 */
#include "bench.h"

#include "vcpu.h"

#define NOWHERE 0x1234abcc /* the guest's first instruction; it has no memory at all */

int main(void)
{
    static struct guest guest = {.entry = NOWHERE};
    static struct vcpu vcpu;
    static struct exit_row table[EXIT_KINDS] = {[0 ... EXIT_KINDS - 1] = {.handle = stop_guest}};

    guest_putc('x'); /* behind the line's beginning */
    uint64_t character = COST(guest_putc('x'));
    guest_putc('\n');

    page_alloc_init();
    error problem = exit_ring_init();
    problem = problem ?: stage2_init(&guest.stage2);
    if (problem) {
        printf("%s\n", problem);
        return 1;
    }
    vcpu_init(&vcpu, &guest);
    enum guest_end end = run_guest(&vcpu, table);
    uint64_t stopped = cycle_counter(), came = exit_ring_last()->came;
    report_end(&vcpu, end, table);
    uint64_t reported = cycle_counter();
    printf("console character: %lu\n", character);
    printf("stage-2 fault: stopped: %lu\n", stopped - came);
    printf("stage-2 fault: reported: %lu\n", reported - came);
    return exit_ring_last()->kind != EXIT_STAGE2_FAULT;
}
