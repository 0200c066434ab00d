/* What a character on the console costs, and a guest's stage-2 fault from its exit to its report.
 */
#include "bench.h"

#include "guest_memory.h"
#include "memory_map.h"
#include "report.h"

#define NOWHERE 0x1234abcc /* the guest's first instruction; it has no memory at all */

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    static struct guest_line line = {.prefix = "[guest] "};

    guest_putc(&line, 'x'); /* after the line's beginning */
    uint64_t character = COST(guest_putc(&line, 'x'));
    guest_putc(&line, '\n');

    page_alloc_init();
    error problem = guest_init(&guest, 0);
    guest.entry = NOWHERE;
    guest.start = start_elf;
    if (!problem)
        problem = vcpu_init(&vcpu, &guest, 0);
    if (problem)
        return report_error("bench", problem);
    vcpu_load(&vcpu);
    enum guest_action action = run_vcpu(&vcpu);
    uint64_t stopped = cycle_counter(), exited_at = vcpu.ring.last->exited_at;
    report_end(&vcpu, action);
    uint64_t reported = cycle_counter();
    printf("console character: %lu\n", character);
    printf("stage-2 fault: stopped: %lu\n", stopped - exited_at);
    printf("stage-2 fault: reported: %lu\n", reported - exited_at);
    return vcpu.ring.last->kind != EXIT_STAGE2_FAULT;
}
