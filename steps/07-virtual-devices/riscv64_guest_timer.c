#include "riscv64_guest_timer.h"

#include "board.h"
#include "options.h"
#include "riscv64_sbi.h"

bool guest_has_sstc(void)
{
    return cpu_has_extension("sstc") && !boot_flag("no-sstc");
}

static enum guest_action time_reached(struct vcpu *vcpu, struct deadline *deadline)
{
    struct guest_timer *timer = (struct guest_timer *)deadline; /* its first member */
    set_pending(timer->vcpu, HIP_VSTIP, true);
    return GUEST_RESUMES;
}

/* The guest's clock is htimedelta ahead of the host's, H.2.7. */
static void set_deadline(struct vcpu *vcpu, struct guest_timer *timer, uint64_t when)
{
    uint64_t now = time_counter(), guest_now = now + vcpu->htimedelta;
    uint64_t host_when = now + when - guest_now;
    bool ended = when <= guest_now, never = when == NEVER || host_when < now;
    set_pending(vcpu, HIP_VSTIP, ended);
    if (ended || never)
        deadline_clear(&timer->deadline);
    else
        deadline_set(&timer->deadline, host_when);
}

/* SBI 6.1 and 5.2: a0 is the time, by the guest's own clock; an interrupt that was pending is so no
 * longer. */
static void set_timer(struct vcpu *vcpu)
{
    if (vcpu->henvcfg & HENVCFG_STCE)
        csr_write(vstimecmp, vcpu->vstimecmp = vcpu->x[A0]);
    else
        set_deadline(vcpu, timer_of(vcpu), vcpu->x[A0]);
    vcpu->x[A0] = 0; /* success */
}

static enum guest_action legacy_set_timer(struct vcpu *vcpu)
{
    set_timer(vcpu);
    return GUEST_RESUMES;
}

static enum guest_action time_set_timer(struct vcpu *vcpu)
{
    set_timer(vcpu);
    vcpu->x[A1] = 0;
    return GUEST_RESUMES;
}

error guest_timers_init(void)
{
    hypercall_offer(0, 0, legacy_set_timer);
    hypercall_offer(SBI_TIME, 0, time_set_timer);
    return deadlines_init();
}

void guest_timer_reset(struct guest_timer *timer, struct vcpu *vcpu)
{
    deadlines_drop(timer, sizeof *timer);
    *timer = (struct guest_timer){.deadline = {.reached = time_reached, .when = NEVER}};
    timer->vcpu = vcpu;
}

/* When its stimecmp interrupts the guest, by its own clock. */
static uint64_t stimecmp(const struct vcpu *vcpu)
{
    return vcpu_is_here(vcpu) ? csr_read(vstimecmp) : vcpu->vstimecmp;
}

bool guest_timer_is_set(const struct guest_timer *timer)
{
    if (timer->vcpu->henvcfg & HENVCFG_STCE)
        return stimecmp(timer->vcpu) != NEVER;
    return timer->deadline.when != NEVER;
}

bool guest_timer_has_ended(const struct guest_timer *timer)
{
    if (timer->vcpu->henvcfg & HENVCFG_STCE)
        return stimecmp(timer->vcpu) <= time_counter() + timer->vcpu->htimedelta;
    return timer->vcpu->hvip & HIP_VSTIP;
}
