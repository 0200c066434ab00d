/*
 * RISC-V: the hypercalls that are answered, those of the Supervisor Binary Interface, 2.0. a7 is
 * the extension, a6 the function, a0 to a5 are the arguments; a0 becomes the error, a1 the value.
 */
#include "riscv64_calls.h"

#include "print.h"

#define SPEC_VERSION (2 << 24) /* 2.0, in 7 and 24 bits */
#define OUR_ID       0x5753    /* "WS": far from the numbers that the specification gives out */
#define OUR_VERSION  1

/* Errors, SBI 3 */
enum { SUCCESS = 0, NOT_SUPPORTED = -2, INVALID_PARAM = -3 };

/* Puts the answer where the guest looks for it. */
static enum guest_end answer(struct vcpu *vcpu, int64_t problem, uint64_t value)
{
    vcpu->x[A0] = problem;
    vcpu->x[A1] = value;
    return GUEST_GOES_ON;
}

const struct sbi_call *sbi_find(uint64_t extension, uint64_t function)
{
    static const struct sbi_call nameless = {.answer = not_offered};
    const struct sbi_extension *e = sbi_extensions;
    for (; e->id != extension; e++) {
        if (e->id == SBI_END)
            return extension < SBI_LEGACY_CALLS ? &sbi_legacy[extension] : &nameless;
    }
    return function < e->count ? &e->calls[function] : &nameless;
}

enum guest_end answer_hypercall(struct vcpu *vcpu, struct vm_exit *exit)
{
    vcpu->pc = exit->pc + 4; /* sepc is the ecall's own address */
    return sbi_find(vcpu->x[A7], vcpu->x[A6])->answer(vcpu);
}

enum guest_end not_offered(struct vcpu *vcpu)
{
    return answer(vcpu, NOT_SUPPORTED, 0);
}

/* --- Base, SBI 4 --- */

enum guest_end get_spec_version(struct vcpu *vcpu)
{
    return answer(vcpu, SUCCESS, SPEC_VERSION);
}

enum guest_end get_impl_id(struct vcpu *vcpu)
{
    return answer(vcpu, SUCCESS, OUR_ID);
}

enum guest_end get_impl_version(struct vcpu *vcpu)
{
    return answer(vcpu, SUCCESS, OUR_VERSION);
}

/* Here, who offers the first call of an extension offers the extension. */
enum guest_end probe_extension(struct vcpu *vcpu)
{
    return answer(vcpu, SUCCESS, sbi_find(vcpu->x[A0], 0)->answer != not_offered);
}

/* mvendorid, marchid, mimpid: 0 is a machine that does not say. */
enum guest_end get_machine_id(struct vcpu *vcpu)
{
    return answer(vcpu, SUCCESS, 0);
}

/* --- Debug console, SBI 12 --- */

/* a0 is the length; a1 and a2 are the address, in two halves for the sake of 32-bit guests. */
static enum guest_end transfer(struct vcpu *vcpu,
                               int64_t (*console)(struct vcpu *, uint64_t, uint64_t))
{
    int64_t done = vcpu->x[A2] ? -1 : console(vcpu, vcpu->x[A1], vcpu->x[A0]);
    return done < 0 ? answer(vcpu, INVALID_PARAM, 0) : answer(vcpu, SUCCESS, done);
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
    guest_putc(vcpu->x[A0]);
    return answer(vcpu, SUCCESS, 0);
}

/* --- System reset, SBI 10 --- */

enum guest_end system_reset(struct vcpu *vcpu)
{
    enum { SHUTDOWN, COLD_REBOOT, WARM_REBOOT };
    enum { NO_REASON, SYSTEM_FAILURE };
    uint32_t type = vcpu->x[A0], reason = vcpu->x[A1];
    if (type > WARM_REBOOT || reason > SYSTEM_FAILURE)
        return answer(vcpu, INVALID_PARAM, 0);
    if (reason == SYSTEM_FAILURE) {
        vcpu->why_stopped = "it reports that its system has failed";
        return GUEST_STOPPED;
    }
    return type == SHUTDOWN ? GUEST_SHUT_DOWN : GUEST_ASKS_FOR_RESET;
}

/* --- Remote fences, SBI 8 --- */

/* a0 is a mask of harts, from hart a1 on; a1 = -1 means all. Hart 0 is the only one. */
static bool names_our_hart(const struct vcpu *vcpu)
{
    return vcpu->x[A1] == UINT64_MAX || (vcpu->x[A1] == 0 && vcpu->x[A0] <= 1);
}

enum guest_end remote_fence_i(struct vcpu *vcpu)
{
    if (!names_our_hart(vcpu))
        return answer(vcpu, INVALID_PARAM, 0);
    instruction_fence();
    return answer(vcpu, SUCCESS, 0);
}

/* More than what was asked for, of one address space or one range, is allowed. */
enum guest_end remote_sfence_vma(struct vcpu *vcpu)
{
    if (!names_our_hart(vcpu))
        return answer(vcpu, INVALID_PARAM, 0);
    hfence_vvma_all();
    return answer(vcpu, SUCCESS, 0);
}

/* --- Legacy calls, SBI 5: a0 is the answer, and a1 keeps its value --- */

enum guest_end legacy_putchar(struct vcpu *vcpu)
{
    guest_putc(vcpu->x[A0]);
    vcpu->x[A0] = SUCCESS;
    return GUEST_GOES_ON;
}

enum guest_end legacy_getchar(struct vcpu *vcpu)
{
    vcpu->x[A0] = console_getc(); /* -1 when there is none */
    return GUEST_GOES_ON;
}

enum guest_end legacy_shutdown(struct vcpu *vcpu)
{
    return GUEST_SHUT_DOWN;
}
