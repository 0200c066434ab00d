/* RISC-V: a call by SBI. a7 and a6 are its numbers; a0 becomes the error, a1 the value. */
#include "caller.h"

#include "exercise.h"
#include "riscv64_sbi.h"

enum { NOT_SUPPORTED = -2, INVALID_PARAM = -3 }; /* SBI 3 */

/* --- The guest's side --- */

const struct caller_code caller_code = {
    .call = {0x73, 0, 0, 0},       /* ecall */
    .wait = {0x73, 0, 0x50, 0x10}, /* wfi */
    .call_length = 4,
    .wait_length = 4,
    .first_register = 1, /* x0 is 0 */
    .registers = 31,
    .argument_bits = 64,
};

/* The legacy calls have no value. */
bool may_be_chosen(const struct hypercall *call)
{
    return call->extension >= SBI_LEGACY_CALLS;
}

void set_call(struct vcpu *vcpu, const struct hypercall *call, uint64_t first, uint64_t second)
{
    vcpu->x[A7] = call->extension;
    vcpu->x[A6] = call->number;
    vcpu->x[A0] = first;
    vcpu->x[A1] = second;
}

bool takes_result(unsigned n)
{
    return n == A0 || n == A1;
}

struct call_result read_result(const struct vcpu *vcpu)
{
    int64_t problem = vcpu->x[A0];
    if (problem == NOT_SUPPORTED)
        problem = CALL_NOT_SUPPORTED;
    return (struct call_result){problem == INVALID_PARAM ? CALL_REFUSED : problem, vcpu->x[A1]};
}

/* --- The answer's side --- */

enum guest_action succeed(struct vcpu *vcpu, uint64_t value)
{
    vcpu->x[A0] = 0;
    vcpu->x[A1] = value;
    return GUEST_RESUMES;
}

enum guest_action refuse(struct vcpu *vcpu)
{
    vcpu->x[A0] = INVALID_PARAM;
    vcpu->x[A1] = 0;
    return GUEST_RESUMES;
}
