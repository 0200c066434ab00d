#include "x86_64_inject.h"

#include "x86_64_demand.h"

/* 8.2: the exceptions that have an error code. */
#define HAVE_CODE (BIT(VECTOR_DF) | (BIT(VECTOR_PF + 1) - BIT(VECTOR_TS)) | BIT(VECTOR_AC))

static bool is_contributory(uint64_t vector)
{
    return vector == VECTOR_DE || (vector >= VECTOR_TS && vector < VECTOR_PF);
}

/* 8.2.9: whether an exception makes a double fault if it comes while `before` is being delivered.
 */
static bool makes_double_fault(uint64_t before, uint64_t vector)
{
    if (before == VECTOR_PF || before == VECTOR_DF)
        return is_contributory(vector) || vector == VECTOR_PF;
    return is_contributory(before) && is_contributory(vector);
}

/* An exception while a double fault is being delivered makes the CPU shut down. With an IDT without
 * entries it does so by itself, and exits. */
void inject_exception(struct vcpu *vcpu, unsigned vector, uint32_t code)
{
    struct vmcb *vmcb = &vcpu->vmcb;
    uint64_t event = vmcb->exitintinfo, before = event & EXITINTINFO_VECTOR;
    if (event & EXITINTINFO_VALID && EVENT_TYPE(event) == EVENT_EXCEPTION &&
        makes_double_fault(before, vector)) {
        if (before == VECTOR_DF)
            vmcb->idtr.limit = 0;
        vector = VECTOR_DF;
        code = 0;
    }
    vmcb->event_injection = EXITINTINFO_VALID | EVENT_EXCEPTION << 8 | vector;
    if (HAVE_CODE >> vector & 1 && vmcb->cr0 & CR0_PE) /* 8.2: real mode has no codes */
        vmcb->event_injection |= EVENT_HAS_CODE | (uint64_t)code << EVENT_CODE;
}
