/*
 * AArch64: the list registers, by which a hypervisor gives its guest interrupts (IHI 0069, 12.4).
 * Each holds one interrupt; the guest acknowledges and ends it there by its own CPU interface,
 * without an exit. What does not fit waits in struct gic.
 */
#include "aarch64_lists.h"

#include "board.h"

/* --- The registers --- */

#define LR_PHYSICAL  32      /* with HW: the machine's interrupt, which ends with this one, */
#define LR_EOI       BIT(41) /* and without: the end of this one is a maintenance interrupt */
#define LR_PRIORITY  48
#define LR_GROUP1    BIT(60)
#define LR_HW        BIT(61)
#define LR_PENDING   BIT(62)
#define LR_ACTIVE    BIT(63)
#define VTR_LISTS(v) (((v)&0x1f) + 1)
#define VTR_PRI(v)   (((v) >> 29) + 1) /* bits of priority */

#define ICH_HCR_LRENPIE    BIT(2) /* maintenance: one was ended that is in no list register, */
#define ICH_HCR_NPIE       BIT(3) /* and: no list register has a pending one */
#define ICH_HCR_GROUP0_ON  BIT(4) /* and: a group is on, or off, in the guest's CPU interface */
#define ICH_HCR_GROUP0_OFF BIT(5)
#define ICH_HCR_GROUP1_ON  BIT(6)
#define ICH_HCR_GROUP1_OFF BIT(7)
#define ICH_HCR_TDIR       BIT(14)     /* traps ICC_DIR_EL1 */
#define ICH_HCR_COUNT(v)   ((v) >> 27) /* how many were ended for LRENPIE */

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

/* --- What the guest has done --- */

static bool is_empty(const uint32_t *set)
{
    uint32_t all = 0;
    for (unsigned word = 0; word < GIC_WORDS; word++)
        all |= set[word];
    return !all;
}

/* Takes the most urgent interrupt out of the set, which is not empty. Those of a group that is off
 * in the guest's CPU interface come last. */
static unsigned take_most_urgent(const struct gic *gic, uint32_t *set)
{
    uint64_t vmcr = sysreg_read(ich_vmcr_el2);
    unsigned best = 0, best_rank = UINT32_MAX;
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        for (uint32_t left = set[word]; left; left &= left - 1) {
            unsigned n = __builtin_ctz(left), intid = 32 * word + n;
            bool on = gic->group1[word] >> n & 1 ? VMCR_GROUP1(vmcr) : VMCR_GROUP0(vmcr);
            unsigned rank = gic->priority[intid] + (on ? 0 : GIC_PRIORITIES);
            if (rank < best_rank) {
                best_rank = rank;
                best = intid;
            }
        }
    }
    set[best / 32] &= ~(1u << best % 32);
    return best;
}

/* Interrupts are ended in the order in which they nest, unless ICC_DIR_EL1 ends them, which traps
 * then: so the ones that were ended are the most urgent. */
static void end_unlisted(struct gic *gic)
{
    uint64_t hcr = sysreg_read(ich_hcr_el2);
    unsigned ended = VMCR_SPLIT(sysreg_read(ich_vmcr_el2)) ? 0 : ICH_HCR_COUNT(hcr);
    uint32_t unlisted[GIC_WORDS];
    for (unsigned word = 0; word < GIC_WORDS; word++)
        unlisted[word] = gic->active[word];
    for (unsigned n = 0; n < gic->lists_used; n++)
        unlisted[gic->listed[n] / 32] &= ~(1u << gic->listed[n] % 32);
    for (; ended && !is_empty(unlisted); ended--) {
        unsigned intid = take_most_urgent(gic, unlisted);
        gic->active[intid / 32] &= ~(1u << intid % 32);
    }
    sysreg_write(ich_hcr_el2, gic->device.guest->board->vcpu->ich_hcr_el2); /* the count is 0 */
}

void lists_take_back(struct gic *gic)
{
    for (unsigned n = 0; n < gic->lists_used; n++) {
        uint64_t list = list_read(n);
        unsigned word = gic->listed[n] / 32;
        uint32_t bit = 1u << gic->listed[n] % 32;
        if (gic->given[word] & bit && !(list & LR_PENDING)) { /* it was acknowledged */
            gic->latched[word] &= ~bit;
            gic->given[word] &= ~bit;
        }
        gic->active[word] = (gic->active[word] & ~bit) | (list & LR_ACTIVE ? bit : 0);
        if (list & LR_HW && !(list & (LR_PENDING | LR_ACTIVE)))
            gic->timer_taken = false; /* it was ended, and the machine's with it */
    }
    if (gic->active_unlisted)
        end_unlisted(gic);
}

/* --- What the guest is to get --- */

#define TIMER_BIT (1u << IRQ_VIRTUAL_TIMER)
#define CNTV_LINE (CNT_CTL_ENABLE | CNT_CTL_IMASK | CNT_CTL_ISTATUS)

bool vcpu_timer_high(void)
{
    return (sysreg_read(cntv_ctl_el0) & CNTV_LINE) == (CNT_CTL_ENABLE | CNT_CTL_ISTATUS);
}

/* The line of the guest's timer, while the machine's interrupt is active. If it has dropped before
 * the guest has taken the interrupt, that is withdrawn, and the machine's can come again. */
static void look_at_timer(struct gic *gic)
{
    gic->line[0] &= ~TIMER_BIT;
    if (!gic->timer_taken)
        return;
    if (vcpu_timer_high()) {
        gic->line[0] |= TIMER_BIT;
    } else if (!(gic->active[0] & TIMER_BIT)) {
        sysreg_write(icc_dir_el1, IRQ_VIRTUAL_TIMER);
        gic->timer_taken = false;
    }
}

static uint32_t ready(const struct gic *gic, unsigned word)
{
    return gic_pending(gic, word) & gic_passes(gic, word);
}

/* One whose line may still be high at its end needs us then. HW leaves that to the machine's GIC,
 * but such a list register cannot be active and pending. */
static uint64_t list_of(const struct gic *gic, unsigned intid)
{
    unsigned word = intid / 32;
    uint32_t bit = 1u << intid % 32;
    bool active = gic->active[word] & bit, pending = ready(gic, word) & bit;
    bool taken = intid == IRQ_VIRTUAL_TIMER && gic->timer_taken;
    bool hw = taken && !(active && gic->latched[word] & bit);
    bool high = gic->line[word] & ~gic->edge[word] & bit;
    return intid | (uint64_t)gic->priority[intid] << LR_PRIORITY |
           (gic->group1[word] & bit ? LR_GROUP1 : 0) |
           (hw              ? LR_HW | (uint64_t)intid << LR_PHYSICAL
            : high || taken ? LR_EOI
                            : 0) |
           (pending && !(hw && active) ? LR_PENDING : 0) | (active ? LR_ACTIVE : 0);
}

/* Lists the set, as far as there is room, from list register n on. Returns the next free one, and
 * leaves the rest in the set. */
static unsigned fill_from(struct gic *gic, uint32_t *set, unsigned n)
{
    for (; n < gic->lists && !is_empty(set); n++) {
        unsigned intid = take_most_urgent(gic, set);
        uint64_t list = list_of(gic, intid);
        gic->listed[n] = intid;
        gic->given[intid / 32] |= list & LR_PENDING ? 1u << intid % 32 : 0;
        list_write(n, list);
    }
    return n;
}

/* What has no list register needs one when no pending one is left (it is less urgent
 * than those that are listed), or when the guest ends an active one that is not listed. */
static void ask_for_maintenance(struct gic *gic, struct vcpu *vcpu, bool waiting, bool active)
{
    uint64_t vmcr = sysreg_read(ich_vmcr_el2), hcr = ICH_HCR_EN;
    if (waiting) {
        hcr |= ICH_HCR_NPIE;
        hcr |= VMCR_GROUP0(vmcr) ? ICH_HCR_GROUP0_OFF : ICH_HCR_GROUP0_ON;
        hcr |= VMCR_GROUP1(vmcr) ? ICH_HCR_GROUP1_OFF : ICH_HCR_GROUP1_ON;
    }
    if (active)
        hcr |= ICH_HCR_LRENPIE | ICH_HCR_TDIR;
    gic->active_unlisted = active;
    if (hcr != vcpu->ich_hcr_el2)
        sysreg_write(ich_hcr_el2, vcpu->ich_hcr_el2 = hcr);
}

/* The pending ones come first: one that is active and has no list register can still be ended. */
void lists_fill(struct gic *gic)
{
    struct vcpu *vcpu = gic->device.guest->board->vcpu;
    uint32_t waiting[GIC_WORDS], active[GIC_WORDS], before[GIC_WORDS];
    look_at_timer(gic);
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        before[word] = gic->given[word];
        gic->given[word] = 0;
        active[word] = gic->active[word];
        waiting[word] = ready(gic, word) & ~active[word];
    }
    unsigned used = fill_from(gic, active, fill_from(gic, waiting, 0));
    for (unsigned n = used; n < gic->lists_used; n++)
        list_write(n, 0);
    gic->lists_used = used;
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        uint32_t new = gic->given[word] & ~before[word];
        if (new)
            vcpu->ring.last->injected = 1 + 32 * word + __builtin_ctz(new);
    }
    ask_for_maintenance(gic, vcpu, !is_empty(waiting), !is_empty(active));
}

void lists_init(struct gic *gic)
{
    uint64_t vtr = sysreg_read(ich_vtr_el2);
    gic->lists = VTR_LISTS(vtr);
    gic->priority_bits = 0xff00 >> VTR_PRI(vtr);
    for (unsigned n = 0; n < gic->lists; n++)
        list_write(n, 0);
    sysreg_write(ich_vmcr_el2, 0);
    sysreg_write(ich_ap0r0_el2, 0);
    sysreg_write(ich_ap1r0_el2, 0);
}
