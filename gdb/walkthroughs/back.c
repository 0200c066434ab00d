/* For `./run.sh walkthrough back ARCH`: step 5 with one more call, sum, whose handler has a bug.
 * The guest is guest/sum. */
#include "guest_memory.h"
#include "handlers.h"
#include "page_alloc.h"
#include "start.h"
#include ARCH_HEADER(back)

#define MOST 1024 /* numbers in a call, so that every call ends soon */

/* The guest passes a GPA, but the hypervisor can only read host memory. False if the guest may not
 * read those bytes. */
static bool translate_address(struct vcpu *vcpu, uint64_t bytes)
{
    uint64_t left, gpa = vcpu_register(vcpu, ADDRESS);
    void *host = guest_memory_at(vcpu->guest, gpa, STAGE2_R, &left);
    if (!host || left < bytes)
        return false;
    guest_memory_clean(vcpu->guest, gpa, bytes);
    vcpu_set_register(vcpu, ADDRESS, (uintptr_t)host);
    return true;
}

static uint32_t sum(const uint32_t *numbers, uint64_t count)
{
    uint32_t sum = 0;
    while (count--)
        sum += *numbers++;
    return sum;
}

static enum guest_action handle_sum(struct vcpu *vcpu, struct vm_exit *exit)
{
    if (!call_is(vcpu, SUM_EXTENSION, SUM_NUMBER))
        return handle_hypercall(vcpu, exit);
    uint64_t count = vcpu_register(vcpu, COUNT), answer = -1;
    if (count <= MOST && translate_address(vcpu, count * sizeof(uint32_t)))
        answer = sum((const uint32_t *)vcpu_register(vcpu, ADDRESS), count);
    vcpu_set_register(vcpu, RESULT, answer);
    skip_hypercall(vcpu);
    return GUEST_RESUMES;
}

int main(void)
{
    static struct guest guest;
    static struct vcpu vcpu;

    page_alloc_init();
    exit_handlers[EXIT_HYPERCALL] = handle_sum;
    return guest_from_options(&guest, 0) ? run_to_end(&guest, &vcpu) : 1;
}
