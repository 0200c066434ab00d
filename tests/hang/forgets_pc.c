/* A handler that leaves the guest's pc where it is.
 * ./run.sh step 5 ARCH --main tests/hang/forgets_pc.c */
#include "handlers.h"
#include "page_alloc.h"
#include "start.h"

static enum guest_action forget_pc(struct vcpu *vcpu, struct vm_exit *exit)
{
    return GUEST_RESUMES;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    exit_handlers[EXIT_WAIT] = forget_pc;
    return guest_from_options(&guest, 0) ? run_to_end(&guest, &vcpu) : 1;
}
