/* AArch64: a call by SMCCC. x0 is its number, and becomes the result. */
#include "caller.h"

#include "exercise.h"
#include "smccc.h"

/* --- The guest's side --- */

const struct caller_code caller_code = {
    .call = {0x02, 0, 0, 0xd4},       /* hvc #0 */
    .wait = {0x7f, 0x20, 0x03, 0xd5}, /* wfi */
    .call_length = 4,
    .wait_length = 4,
    .first_register = 0,
    .registers = 31,
    .argument_bits = 64,
};

/* With arguments of 64 bits; the others have the lower halves of the registers. */
bool may_be_chosen(const struct hypercall *call)
{
    return call->number & SMC_64BIT;
}

void set_call(struct vcpu *vcpu, const struct hypercall *call, uint64_t first, uint64_t second)
{
    vcpu->x[0] = call->number;
    vcpu->x[1] = first;
    vcpu->x[2] = second;
}

bool takes_result(unsigned n)
{
    return n == 0;
}

/* A negative result is an error. */
struct call_result read_result(const struct vcpu *vcpu)
{
    int64_t result = vcpu->x[0];
    if (result >= 0)
        return (struct call_result){0, result};
    if (result == NOT_SUPPORTED)
        return (struct call_result){CALL_NOT_SUPPORTED, 0};
    return (struct call_result){result == INVALID_PARAMETER ? CALL_REFUSED : result, 0};
}

/* --- The answer's side --- */

enum guest_action succeed(struct vcpu *vcpu, uint64_t value)
{
    return set_result(vcpu, value);
}

enum guest_action refuse(struct vcpu *vcpu)
{
    return set_result(vcpu, INVALID_PARAMETER);
}
