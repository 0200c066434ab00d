/* A main() for step 5 whose guest goes on behind its own exceptions: what it comes back to, and as
 * what, is then the switch's to get right. */
#include "options.h"
#include "page_alloc.h"
#include "panic.h"
#include "vcpu.h"
#include ARCH_HEADER

static enum guest_end go_on(struct vcpu *vcpu, struct vm_exit *exit)
{
    step_over(vcpu);
    return GUEST_GOES_ON;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;
    static struct exit_row table[EXIT_KINDS];
    const struct guest_layout layout = {GUEST_BASE, 4 << 20, GUEST_FLAT_AT, GUEST_FLAT_START};

    page_alloc_init();
    if (exit_ring_init() || !load_guest(&guest, &layout, boot_option("guest", "")))
        panic("goes_on: no guest");
    for (unsigned kind = 0; kind < EXIT_KINDS; kind++)
        table[kind].handle = stop_guest;
    table[EXIT_EXCEPTION].handle = go_on;
    vcpu_init(&vcpu, &guest);
    return report_end(&vcpu, run_guest(&vcpu, table), table);
}
