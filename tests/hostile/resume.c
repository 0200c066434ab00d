/* A main() for step 5 whose guest resumes after its own exceptions: what it comes back to, and as
 * what, is then the switch's to get right. */
#include "handlers.h"
#include "panic.h"
#include "page_alloc.h"
#include "start.h"

static enum guest_action go_on(struct vcpu *vcpu, struct vm_exit *exit)
{
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    if (!guest_from_options(&guest, 0))
        panic("resume: no guest");
    exit_handlers[EXIT_REGISTER] = exit_handlers[EXIT_IDENTIFY] = stop_guest;
    exit_handlers[EXIT_HYPERCALL] = stop_guest;
    exit_handlers[EXIT_EXCEPTION] = go_on;
    return run_to_end(&guest, &vcpu);
}
