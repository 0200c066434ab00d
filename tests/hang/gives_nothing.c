/* A handler of stage-2 faults that says that it gave memory, and gave none.
 * ./run.sh step 6 ARCH --main tests/hang/gives_nothing.c */
#include "demand.h"
#include "page_alloc.h"
#include "start.h"

static enum guest_action give_nothing(struct vcpu *vcpu, struct vm_exit *exit)
{
    exit->kind = EXIT_DEMAND;
    return GUEST_RESUMES;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    demand_init();
    exit_handlers[EXIT_STAGE2_FAULT] = give_nothing;
    return guest_from_options(&guest, 0) ? run_to_end(&guest, &vcpu) : 1;
}
