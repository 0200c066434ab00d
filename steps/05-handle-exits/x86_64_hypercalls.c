/* x86_64: the hypercalls that are answered. */
#include "x86_64_calls.h"

#include "print.h"

#define VMMCALL_LENGTH 3
#define PSCI_VERSION   (1 << 16 | 1) /* 1.1 */

/* Errors, SMCCC 7 */
enum { SUCCESS = 0, NOT_SUPPORTED = -1, INVALID_PARAMETER = -3 };

/* Puts the answer where the guest looks for it. */
static enum guest_end answer(struct vcpu *vcpu, int32_t value)
{
    vcpu->vmcb.rax = (uint32_t)value;
    return GUEST_GOES_ON;
}

const struct call *call_find(uint32_t number)
{
    uint32_t row = number - PSCI_BASE;
    if (__builtin_expect(row >= PSCI_CALLS, false)) {
        row = number - CONSOLE_BASE;
        row = row < CONSOLE_CALLS ? CONSOLE_ROW + row : NO_CALL;
    }
    return &calls[row];
}

/* The upper halves of registers are undefined in 32-bit and 16-bit modes. */
uint32_t call_argument(const struct vcpu *vcpu, unsigned n)
{
    static const uint8_t registers[] = {RBX, RCX, RDX};
    return vcpu->r[registers[n]];
}

enum guest_end answer_hypercall(struct vcpu *vcpu, struct vm_exit *exit)
{
    skip_instruction(vcpu, VMMCALL_LENGTH);
    return call_find(vcpu->vmcb.rax)->answer(vcpu);
}

enum guest_end not_offered(struct vcpu *vcpu)
{
    return answer(vcpu, NOT_SUPPORTED);
}

/* --- PSCI, DEN 0022 chapter 5 --- */

enum guest_end version(struct vcpu *vcpu)
{
    return answer(vcpu, PSCI_VERSION);
}

enum guest_end features(struct vcpu *vcpu)
{
    bool offered = call_find(call_argument(vcpu, 0))->answer != not_offered;
    return answer(vcpu, offered ? SUCCESS : NOT_SUPPORTED);
}

/* VMMCALL comes to us from every privilege level (APM 15.14.2). What ends the guest or uses its
 * console is its kernel's to ask for, not its programs'. */
static bool asked_by_kernel(const struct vcpu *vcpu)
{
    return vcpu->vmcb.cpl == 0;
}

enum guest_end system_off(struct vcpu *vcpu)
{
    if (!asked_by_kernel(vcpu))
        return not_offered(vcpu);
    return GUEST_SHUT_DOWN;
}

enum guest_end system_reset(struct vcpu *vcpu)
{
    if (!asked_by_kernel(vcpu))
        return not_offered(vcpu);
    return GUEST_ASKS_FOR_RESET;
}

/* --- The console --- */

static enum guest_end transfer(struct vcpu *vcpu,
                               int64_t (*console)(struct vcpu *, uint64_t, uint64_t))
{
    if (!asked_by_kernel(vcpu))
        return not_offered(vcpu);
    int64_t done = console(vcpu, call_argument(vcpu, 0), call_argument(vcpu, 1));
    return answer(vcpu, done < 0 ? INVALID_PARAMETER : done);
}

enum guest_end console_write(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_write);
}

enum guest_end console_read(struct vcpu *vcpu)
{
    return transfer(vcpu, guest_console_read);
}

enum guest_end console_write_byte(struct vcpu *vcpu)
{
    if (!asked_by_kernel(vcpu))
        return not_offered(vcpu);
    guest_putc(call_argument(vcpu, 0));
    return answer(vcpu, SUCCESS);
}
