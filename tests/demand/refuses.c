/* Step 6, where a guest whose access is refused goes on after it: refused accesses are counted. */
#include "demand.h"
#include "flash.h"
#include "guest_sizes.h"
#include "page_alloc.h"
#include "panic.h"
#include "start.h"

static exit_handler *give;
static unsigned long refused;
static struct flash flash;

static unsigned long again; /* exceptions whose delivery was interrupted */

#ifdef __x86_64__

static enum guest_action skip(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->vmcb.rip = vcpu->r[RDI]; /* beyond.c */
    return GUEST_RESUMES;
}

/* APM 15.20: what was being delivered is injected, unless its instruction makes it again. */
static void check_injection(struct vcpu *vcpu)
{
    uint64_t event = vcpu->vmcb.exitintinfo;
    if (!(event & EXITINTINFO_VALID) || (event >> 8 & 7) == 4)
        event = 0;
    if (vcpu->vmcb.event_injection != event)
        panic("refuses: 0x%lx is injected, not 0x%lx", vcpu->vmcb.event_injection, event);
    again += !!event;
}

#else

static enum guest_action skip(struct vcpu *vcpu, struct vm_exit *exit)
{
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}

static void check_injection(struct vcpu *vcpu)
{
}

#endif

static enum guest_action give_or_skip(struct vcpu *vcpu, struct vm_exit *exit)
{
    enum guest_action action = give(vcpu, exit);
    if (action == GUEST_RESUMES) {
        check_injection(vcpu);
        return action;
    }
    struct guest_region *region = guest_region_at(vcpu->guest, exit->gpa);
    if (region && region != &flash.region)
        panic("refuses: GPA 0x%lx is RAM, and was refused: %s", exit->gpa, vcpu->why_stopped);
    refused++;
    return skip(vcpu, exit);
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    if (demand_init() || !guest_from_options(&guest, 0) || flash_from_options(&flash, &guest))
        return 1;
    guest_tell_sizes(&guest);
    give = exit_handlers[EXIT_STAGE2_FAULT];
    exit_handlers[EXIT_STAGE2_FAULT] = give_or_skip;
    int status = run_to_end(&guest, &vcpu);
    printf("refuses: %lu refused\n", refused);
    if (again)
        printf("refuses: %lu exceptions injected again\n", again);
    return status;
}
