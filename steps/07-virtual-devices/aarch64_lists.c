/*
 * AArch64: the list registers, by which a hypervisor gives its guest interrupts (IHI 0069, 12.4).
 * Each holds one interrupt; the guest acknowledges and ends it there by its own CPU interface,
 * without an exit. What does not fit waits in struct gic.
 */
#include "aarch64_lists.h"

#include "aarch64_virtual_timer.h"
#include "board.h"

/* --- The registers --- */

#define VTR_LISTS(v) (((v)&0x1f) + 1)
#define VTR_PRI(v)   (((v) >> 29) + 1) /* bits of priority */

#define ICH_HCR_LRENPIE    BIT(2) /* maintenance: the guest ended one that is not listed; */
#define ICH_HCR_NPIE       BIT(3) /* no list register has a pending one; */
#define ICH_HCR_GROUP0_ON  BIT(4) /* a group is on, or off, in the guest's CPU interface */
#define ICH_HCR_GROUP0_OFF BIT(5)
#define ICH_HCR_GROUP1_ON  BIT(6)
#define ICH_HCR_GROUP1_OFF BIT(7)
#define ICH_HCR_COUNT(v)   ((v) >> 27) /* how many the guest ended for LRENPIE */

/* Numbers of system registers are part of the instruction. */
#define EACH_LIST(X) \
    X(0) X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15)

static uint64_t list_read(unsigned n)
{
#define READ(n) \
    case n:     \
        return sysreg_read(ich_lr##n##_el2);
    switch (n) {
        EACH_LIST(READ)
    }
    return 0;
}

static void list_write(unsigned n, uint64_t value)
{
#define WRITE(n)                              \
    case n:                                   \
        sysreg_write(ich_lr##n##_el2, value); \
        break;
    switch (n) {
        EACH_LIST(WRITE)
    }
}

/* --- Which are the most urgent --- */

#define MOST_LISTS  16
#define RANK_OFF    GIC_PRIORITIES /* its group is off in the guest's CPU interface */
#define RANK_ACTIVE (2 * GIC_PRIORITIES)

/* Interrupts, the most urgent first: a pending one before every active one, because the guest can
 * end an active one without a list register. */
struct order {
    unsigned count;
    struct {
        uint16_t rank, intid;
    } at[MOST_LISTS + 1];
    bool pending_left, active_left; /* there was no room for such an interrupt */
};

/* Puts the interrupt into its place, where there is room for `most`. */
static void insert(struct order *order, unsigned most, unsigned rank, unsigned intid)
{
    unsigned n = order->count++;
    for (; n && order->at[n - 1].rank > rank; n--)
        order->at[n] = order->at[n - 1];
    order->at[n].rank = rank;
    order->at[n].intid = intid;
    if (order->count <= most)
        return;
    order->count = most;
    if (order->at[most].rank < RANK_ACTIVE)
        order->pending_left = true;
    else
        order->active_left = true;
}

/* --- What the guest has done --- */

/* Interrupts are ended in the order in which they nest, except by ICC_DIR_EL1, which traps: so
 * those that were ended are the most urgent ones. */
static void end_unlisted(struct gic *gic)
{
    struct order unlisted = {0};
    unsigned ended = ICH_HCR_COUNT(sysreg_read(ich_hcr_el2));
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        uint32_t left = gic->active[word];
        for (unsigned n = 0; n < gic->lists_used; n++)
            left &= gic->listed[n] / 32 == word ? ~(1u << gic->listed[n] % 32) : UINT32_MAX;
        for (; left; left &= left - 1) {
            unsigned intid = 32 * word + __builtin_ctz(left);
            insert(&unlisted, MOST_LISTS, gic->priority[intid], intid);
        }
    }
    if (sysreg_read(ich_vmcr_el2) & VMCR_EOIMODE)
        ended = 0; /* each has only dropped a priority */
    for (unsigned n = 0; n < ended && n < unlisted.count; n++)
        gic->active[unlisted.at[n].intid / 32] &= ~(1u << unlisted.at[n].intid % 32);
    sysreg_write(ich_hcr_el2, gic->vcpu->ich_hcr_el2); /* the count is 0 */
}

void lists_take_back(struct gic *gic)
{
    if (!vcpu_is_here(gic->vcpu)) {
        gic_leave(gic->vcpu);
        return;
    }
    for (unsigned n = 0; n < gic->lists_used; n++) {
        uint64_t list = list_read(n);
        unsigned word = gic->listed[n] / 32;
        uint32_t bit = 1u << gic->listed[n] % 32;
        if (gic->given[word] & bit && !(list & LR_PENDING)) { /* it was acknowledged */
            gic->latched[word] &= ~bit;
            gic->given[word] &= ~bit;
        }
        gic->active[word] &= ~bit;
        if (list & LR_ACTIVE)
            gic->active[word] |= bit;
        else if (list & LR_HW && !(list & LR_PENDING))
            gic->timer_taken = false; /* the guest ended it, and with it the machine's */
    }
    if (gic->active_unlisted)
        end_unlisted(gic);
    if (gic->is_posted)
        gic_take_posts(gic);
    virtual_timer_look(gic);
}

/* --- What the guest is to get --- */

static uint32_t ready(const struct gic *gic, unsigned word)
{
    return gic_pending(gic, word) & gic->passes[word];
}

/* If an interrupt's line may still be high when the guest ends it, the hypervisor has to be told of
 * the end. HW leaves that to the machine's GIC, but such a list register cannot be active and
 * pending. */
static uint64_t list_of(const struct gic *gic, unsigned intid)
{
    unsigned word = intid / 32;
    uint32_t bit = 1u << intid % 32;
    bool taken = intid == IRQ_VIRTUAL_TIMER && gic->timer_taken;
    uint64_t list = intid | (uint64_t)gic->priority[intid] << LR_PRIORITY;
    if (gic->group1[word] & bit)
        list |= LR_GROUP1;
    if (gic->active[word] & bit)
        list |= LR_ACTIVE;
    if (taken && !(list & LR_ACTIVE && gic->latched[word] & bit))
        list |= LR_HW | (uint64_t)intid << LR_PHYSICAL;
    else if (taken || gic->line[word] & ~gic->edge[word] & bit)
        list |= LR_EOI;
    if (ready(gic, word) & bit && (list & (LR_HW | LR_ACTIVE)) != (LR_HW | LR_ACTIVE))
        list |= LR_PENDING;
    return list;
}

static void fill(struct gic *gic, struct vcpu *vcpu, unsigned n, unsigned intid)
{
    uint64_t list = list_of(gic, intid);
    uint32_t bit = 1u << intid % 32, *given = &gic->given[intid / 32];
    list_write(n, list);
    gic->listed[n] = intid;
    if (!(list & LR_PENDING)) {
        *given &= ~bit;
    } else if (!(*given & bit)) {
        *given |= bit;
        vcpu->ring.last->injected = 1 + intid;
    }
}

/* An interrupt without a list register needs one in three cases: when no pending one is left there
 * (it is less urgent than those); when the guest turns a group on or off; and when the guest ends
 * an active one that is not listed. */
static void ask_for_maintenance(struct gic *gic, struct vcpu *vcpu, const struct order *order,
                                uint64_t vmcr)
{
    uint64_t hcr = ICH_HCR_GUEST;
    if (order->pending_left) {
        hcr |= ICH_HCR_NPIE;
        /* With group 1 off, nothing waits until group 0 is off. QEMU would interrupt for ever,
         * because it looks at group 1 there. */
        if (!VMCR_GROUP(vmcr, 0))
            hcr |= ICH_HCR_GROUP0_ON;
        else if (VMCR_GROUP(vmcr, 1))
            hcr |= ICH_HCR_GROUP0_OFF;
        hcr |= VMCR_GROUP(vmcr, 1) ? ICH_HCR_GROUP1_OFF : ICH_HCR_GROUP1_ON;
    }
    if (order->active_left)
        hcr |= ICH_HCR_LRENPIE;
    gic->active_unlisted = order->active_left;
    if (hcr != vcpu->ich_hcr_el2)
        sysreg_write(ich_hcr_el2, vcpu->ich_hcr_el2 = hcr);
}

void lists_fill(struct gic *gic)
{
    struct vcpu *vcpu = gic->vcpu;
    if (!vcpu_is_here(vcpu)) {
        gic_leave(vcpu);
        return;
    }
    uint64_t vmcr = sysreg_read(ich_vmcr_el2);
    struct order order;
    order.count = order.pending_left = order.active_left = 0;
    virtual_timer_release(gic);
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        for (uint32_t left = ready(gic, word) | gic->active[word]; left; left &= left - 1) {
            unsigned n = __builtin_ctz(left), intid = 32 * word + n, rank = gic->priority[intid];
            rank += gic->active[word] >> n & 1 ? RANK_ACTIVE : 0;
            rank += VMCR_GROUP(vmcr, gic->group1[word] >> n & 1) ? 0 : RANK_OFF;
            insert(&order, gic->lists, rank, intid);
        }
    }
    for (unsigned n = 0; n < order.count; n++)
        fill(gic, vcpu, n, order.at[n].intid);
    for (unsigned n = order.count; n < gic->lists_used; n++)
        list_write(n, 0);
    gic->lists_used = order.count;
    if (order.count || gic->timer_taken)
        vcpu->more |= MORE_LISTS;
    ask_for_maintenance(gic, vcpu, &order, vmcr);
}

void lists_clear(struct gic *gic)
{
    for (unsigned n = 0; n < gic->lists_used; n++)
        list_write(n, 0);
    gic->lists_used = 0;
    sysreg_write(ich_hcr_el2, gic->vcpu->ich_hcr_el2 = ICH_HCR_GUEST); /* no maintenance */
}

void lists_empty(void)
{
    for (unsigned n = 0; n < VTR_LISTS(sysreg_read(ich_vtr_el2)); n++)
        list_write(n, 0);
}

void lists_init(struct gic *gic)
{
    uint64_t vtr = sysreg_read(ich_vtr_el2);
    gic->lists = VTR_LISTS(vtr);
    gic->priority_bits = 0xff00 >> VTR_PRI(vtr);
    lists_empty();
}
