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

static volatile struct steal_time *times[SHARES_MOST];

/* Its vCPU comes onto the CPU: no other looks at its memory now, but the order is the guest's
 * right.
 */
static void tell(struct share *share)
{
    volatile struct steal_time *time = times[share->vcpu->guest->number];
    time->sequence++;
    time->steal = share_stolen(share) * (1000000000 / machine.timer_hz);
    time->sequence++;
}

static int64_t set_place(struct vcpu *vcpu, uint64_t low, uint64_t high, uint64_t flags)
{
    struct guest *guest = vcpu->guest;
    struct share *share = shares[guest->number];
    uint64_t left;
    bool off = low == UINT64_MAX && high == UINT64_MAX;
    if (flags || (!off && low % sizeof(struct steal_time)))
        return INVALID_PARAM;
    void *place = off || high ? NULL : guest_memory_at(guest, low, STAGE2_W, &left);
    if (!off && !place)
        return INVALID_ADDRESS;
    if (place)
        memset(place, 0, sizeof(struct steal_time));
    times[guest->number] = place;
    share->enters = place ? tell : NULL;
    share->is_prepared = false;
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
