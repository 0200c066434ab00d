/* A handler that does not return.
 * ./run.sh step 5 ARCH --main tests/hang/loops.c */
#include "handlers.h"
#include "page_alloc.h"
#include "start.h"

static enum guest_action never_return(struct vcpu *vcpu, struct vm_exit *exit)
{
    for (;;)
        exit->gpa = exit->cause;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    exit_handlers[EXIT_WAIT] = never_return;
    return guest_from_options(&guest, 0) ? run_to_end(&guest, &vcpu) : 1;
}
