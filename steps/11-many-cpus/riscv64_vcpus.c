/* RISC-V: the SBI's calls between a guest's harts. */
#include "vcpus.h"

#include "board.h"
#include "riscv64_sbi.h"

/* Errors, SBI 3 */
enum {
    SUCCESS = 0,
    INVALID_PARAM = -3,
    INVALID_ADDRESS = -5,
    ALREADY_AVAILABLE = -6,
};

static enum guest_action answer(struct vcpu *vcpu, int64_t problem, uint64_t value)
{
    vcpu->x[A0] = problem;
    vcpu->x[A1] = value;
    return GUEST_RESUMES;
}

/* --- On and off, SBI 9 --- */

/* SBI 9.1: in VS-mode, with paging off; a0 is the hart's number, a1 the argument. All of a guest's
 * CPUs have the same time. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument)
{
    vcpu->htimedelta = vcpu->guest->vcpus[0]->htimedelta;
    vcpu->pc = entry;
    vcpu->x[A0] = vcpu->number;
    vcpu->x[A1] = argument;
}

static enum guest_action hart_start(struct vcpu *vcpu)
{
    static const int problems[] = {
        [TURNED_ON] = SUCCESS,
        [IS_ON_ALREADY] = ALREADY_AVAILABLE,
        [NO_SUCH_CPU] = INVALID_PARAM,
        [NOT_ITS_MEMORY] = INVALID_ADDRESS,
    };
    return answer(vcpu, problems[vcpu_turn_on(vcpu->guest, vcpu->x[A0], vcpu->x[A1], vcpu->x[A2])],
                  0);
}

static enum guest_action hart_stop(struct vcpu *vcpu)
{
    return vcpu_turn_off(vcpu);
}

static enum guest_action hart_get_status(struct vcpu *vcpu)
{
    enum { STARTED = 0, STOPPED = 1 };
    const struct guest *guest = vcpu->guest;
    uint64_t number = vcpu->x[A0];
    if (number >= guest->cpus)
        return answer(vcpu, INVALID_PARAM, 0);
    return answer(vcpu, SUCCESS, vcpu_is_on(guest->vcpus[number]) ? STARTED : STOPPED);
}

/* --- Interrupts and fences, SBI 7 and 8 --- */

/* a0 is a mask of harts, from hart a1 on; a1 = -1 means all. Calls tell() for each one that is on.
 */
static int64_t tell_harts(struct vcpu *vcpu, void (*tell)(struct vcpu *))
{
    struct guest *guest = vcpu->guest;
    uint64_t mask = vcpu->x[A0], first = vcpu->x[A1];
    if (first == UINT64_MAX) {
        mask = BIT(guest->cpus) - 1;
        first = 0;
    }
    if (mask && (first >= guest->cpus || mask >> (guest->cpus - first)))
        return INVALID_PARAM;
    for (unsigned n = first; mask; n++, mask >>= 1) {
        if (mask & 1 && vcpu_is_on(guest->vcpus[n]))
            tell(guest->vcpus[n]);
    }
    return SUCCESS;
}

static void interrupt(struct vcpu *vcpu)
{
    set_pending(vcpu, HIP_VSSIP, true);
    vcpu_notify(vcpu);
}

static enum guest_action send_ipi(struct vcpu *vcpu)
{
    return answer(vcpu, tell_harts(vcpu, interrupt), 0);
}

/* A CPU that runs another guest has nothing to do with it, and is not disturbed. */
static void fence(struct vcpu *vcpu)
{
    if (!vcpu->on_cpu) {
        scheduler_flush_before(vcpu->guest);
        return;
    }
    cpu_will_flush(vcpu->on_cpu);
    if (!vcpu_is_here(vcpu))
        cpu_hold(vcpu->on_cpu); /* and it does not run on before it has fenced */
}

/* More than what was asked for, of one address space or one range, is allowed. */
static enum guest_action remote_fence(struct vcpu *vcpu)
{
    return answer(vcpu, tell_harts(vcpu, fence), 0);
}

void vcpus_offer_calls(void)
{
    hypercall_offer(SBI_HSM, 0, hart_start);
    hypercall_offer(SBI_HSM, 1, hart_stop);
    hypercall_offer(SBI_HSM, 2, hart_get_status);
    hypercall_offer(SBI_IPI, 0, send_ipi);
    for (unsigned function = 0; function <= 2; function++)
        hypercall_offer(SBI_RFNC, function, remote_fence);
    for (unsigned function = 0; function < 7; function++)
        hypercall_is_own(SBI_BASE, function, CALL_NEEDS_NOTHING);
    hypercall_is_own(1, 0, CALL_NEEDS_CONSOLE);
    hypercall_is_own(SBI_DBCN, 2, CALL_NEEDS_CONSOLE);
}

/* --- What another CPU has posted --- */

void vcpu_take_posted(struct vcpu *vcpu)
{
    uint64_t posts = vcpu->posts, posted = vcpu->posted;
    vcpu->posts = 0;
    for (uint64_t left = posts; left; left &= left - 1)
        set_pending(vcpu, left & -left, posted & left & -left);
}
