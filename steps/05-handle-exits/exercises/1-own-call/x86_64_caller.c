/* x86_64: a call by VMMCALL, of a guest of 32 bits. eax is its number, and becomes the result. */
#include "caller.h"

#include "exercise.h"
#include "smccc.h"

/* --- The guest's side --- */

const struct caller_code caller_code = {
    .call = {0x0f, 0x01, 0xd9}, /* vmmcall */
    .wait = {0xf4},             /* hlt */
    .call_length = 3,
    .wait_length = 1,
    .first_register = RAX,
    .registers = 16,
    .argument_bits = 32,
};

/* Any. */
bool may_be_chosen(const struct hypercall *call)
{
    return true;
}

void set_call(struct vcpu *vcpu, const struct hypercall *call, uint64_t first, uint64_t second)
{
    vcpu->vmcb.rax = call->number;
    vcpu->r[RBX] = first;
    vcpu->r[RCX] = second;
}

bool takes_result(unsigned n)
{
    return n == RAX;
}

/* A negative result is an error. */
struct call_result read_result(const struct vcpu *vcpu)
{
    int64_t result = (int32_t)vcpu->vmcb.rax;
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
