/* RISC-V: the SBI's steal-time accounting, SBI 16. */
#include "steal.h"

#include "guest_memory.h"
#include "riscv64_sbi.h"
#include "string.h"

enum { SUCCESS = 0, INVALID_PARAM = -3, INVALID_ADDRESS = -5 }; /* SBI 3 */

/* In the guest's memory. While the sequence is odd, the rest is being written. */
struct steal_time {
    uint32_t sequence, flags;
    uint64_t steal;   /* nanoseconds since the CPU's start */
    uint8_t zero[48]; /* of it the first byte may say that the CPU does not run now */
};
_Static_assert(sizeof(struct steal_time) == 64, "SBI 16.1");

#define SECOND 1000000000 /* in ns */

static volatile struct steal_time *times[GUESTS_MOST][VCPUS_MOST];

static volatile struct steal_time **place_of(const struct vcpu *vcpu)
{
    return &times[vcpu->guest->number][vcpu->number];
}

/* The guest's vCPU comes onto the CPU. No other one could read a half of this, but SBI 16.1 says
 * that the sequence changes before and after the rest. */
static void tell(struct share *share, uint64_t now)
{
    volatile struct steal_time *time = *place_of(share->vcpu);
    uint64_t hz = machine.timer_hz, ticks = share_stolen(share, now);
    time->sequence++;
    time->steal = ticks / hz * SECOND + ticks % hz * SECOND / hz;
    time->sequence++;
}

static int64_t set_place(struct vcpu *vcpu, uint64_t low, uint64_t high, uint64_t flags)
{
    struct guest *guest = vcpu->guest;
    struct share *share = this_cpu()->running;
    uint64_t left;
    bool off = low == UINT64_MAX && high == UINT64_MAX;
    if (flags || (!off && low % sizeof(struct steal_time)))
        return INVALID_PARAM;
    void *place = off || high ? NULL : guest_memory_at(guest, low, STAGE2_W, &left);
    if (!off && !place)
        return INVALID_ADDRESS;
    if (place)
        memset(place, 0, sizeof(struct steal_time));
    *place_of(vcpu) = place;
    share->enters = place ? tell : NULL;
    share->prepared_for = NULL;
    return SUCCESS;
}

static enum guest_action set_shared_memory(struct vcpu *vcpu)
{
    vcpu->x[A0] = set_place(vcpu, vcpu->x[A0], vcpu->x[A1], vcpu->x[A2]);
    vcpu->x[A1] = 0;
    return GUEST_RESUMES;
}

void steal_offer(void)
{
    hypercall_offer(SBI_STA, 0, set_shared_memory);
}
