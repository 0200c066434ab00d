#include "aarch64_virtual_timer.h"

#include "aarch64_lists.h"
#include "board.h"

#define TIMER_BIT (1u << IRQ_VIRTUAL_TIMER)

/* --- The timer --- */

bool virtual_timer_is_set(const struct vcpu *vcpu)
{
    uint64_t control = vcpu_is_here(vcpu) ? sysreg_read(cntv_ctl_el0) : vcpu->cntv_ctl_el0;
    return (control & (CNT_CTL_ENABLE | CNT_CTL_IMASK)) == CNT_CTL_ENABLE;
}

/* The guest's clock is the host's. */
bool virtual_timer_is_high(const struct vcpu *vcpu)
{
    if (!virtual_timer_is_set(vcpu))
        return false;
    return vcpu_is_here(vcpu) ? sysreg_read(cntv_ctl_el0) & CNT_CTL_ISTATUS
                              : vcpu->cntv_cval_el0 <= time_counter();
}

/* --- Its interrupt --- */

void virtual_timer_look(struct gic *gic)
{
    gic->line[0] &= ~TIMER_BIT;
    if (gic->timer_taken && virtual_timer_is_high(gic->vcpu))
        gic->line[0] |= TIMER_BIT;
}

void virtual_timer_release(struct gic *gic)
{
    if (!gic->timer_taken || (gic->line[0] | gic->active[0]) & TIMER_BIT)
        return;
    sysreg_write(icc_dir_el1, IRQ_VIRTUAL_TIMER);
    gic->timer_taken = false;
}

void virtual_timer_leave(struct gic *gic)
{
    if (!gic->timer_taken)
        return;
    gic->line[0] &= ~TIMER_BIT;
    gic->timer_taken = false;
    __asm__ volatile("isb"); /* its line has fallen, or the interrupt would come again */
    sysreg_write(icc_dir_el1, IRQ_VIRTUAL_TIMER);
}

/* Whether no list register is in use, except the first for the timer's last interrupt, which has
 * ended. Then no other interrupt waits either: it would be in a list register. */
static bool is_alone(const struct gic *gic)
{
    if (!(gic->passes[0] & TIMER_BIT) || gic->lists_used > 1)
        return false;
    return !gic->lists_used || (gic->listed[0] == IRQ_VIRTUAL_TIMER &&
                                !(sysreg_read(ich_lr0_el2) & (LR_PENDING | LR_ACTIVE)));
}

/* The usual case of a guest's tick, in a third of the time of lists_take_back() and lists_fill().
 */
static void give_alone(struct gic *gic, struct vcpu *vcpu)
{
    uint64_t list = (uint64_t)gic->priority[IRQ_VIRTUAL_TIMER] << LR_PRIORITY | LR_PENDING | LR_HW |
                    (uint64_t)IRQ_VIRTUAL_TIMER << LR_PHYSICAL | IRQ_VIRTUAL_TIMER;
    sysreg_write(ich_lr0_el2, list | (gic->group1[0] & TIMER_BIT ? LR_GROUP1 : 0));
    if (!gic->lists_used) {
        gic->lists_used = 1;
        gic->listed[0] = IRQ_VIRTUAL_TIMER;
        vcpu->more |= MORE_LISTS;
    }
    gic->latched[0] &= ~TIMER_BIT;
    gic->given[0] |= TIMER_BIT;
    vcpu->ring.last->injected = 1 + IRQ_VIRTUAL_TIMER;
}

void virtual_timer_taken(struct gic *gic, struct vcpu *vcpu)
{
    bool alone = is_alone(gic);
    if (!alone)
        lists_take_back(gic);
    gic->timer_taken = true;
    gic->line[0] |= TIMER_BIT;
    if (alone)
        give_alone(gic, vcpu);
    else
        lists_fill(gic);
}
