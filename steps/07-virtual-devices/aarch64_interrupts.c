/* AArch64: the guest's interrupts as its CPU sees them, and the host's interrupts that concern it.
 */
#include "aarch64_lists.h"
#include "aarch64_virtual_timer.h"
#include "board.h"

/* --- Waiting --- */

/* Whether the GIC's devices and its CPU interface would let the interrupt through now. PSTATE does
 * not matter: D1.6.2, wfi ends even with interrupts masked. */
static bool would_pass(const struct gic *gic, unsigned intid)
{
    const struct vcpu *vcpu = gic->vcpu;
    uint64_t vmcr = vcpu_is_here(vcpu) ? sysreg_read(ich_vmcr_el2) : vcpu->ich_vmcr_el2;
    uint32_t bit = 1u << intid % 32, group1 = gic->group1[intid / 32] & bit;
    return gic->passes[intid / 32] & ~gic->active[intid / 32] & bit &&
           VMCR_GROUP(vmcr, group1 ? 1 : 0) && gic->priority[intid] < VMCR_PRIORITY(vmcr);
}

bool vcpu_has_interrupt(const struct vcpu *vcpu)
{
    struct gic *gic = vcpu->gic;
    if (vcpu_is_here(vcpu)) {
        lists_take_back(gic);
        lists_fill(gic); /* a timer's interrupt may be withdrawn, so that its next one can come */
    }
    for (unsigned word = 0; word < GIC_WORDS; word++) {
        for (uint32_t left = gic_pending(gic, word); left; left &= left - 1) {
            if (would_pass(gic, 32 * word + __builtin_ctz(left)))
                return true;
        }
    }
    return virtual_timer_is_high(vcpu) && would_pass(gic, IRQ_VIRTUAL_TIMER);
}

/* The time of a timer that is set will come, even if late; a device's line may rise by itself. */
bool vcpu_can_wake(const struct vcpu *vcpu)
{
    const struct board *board = vcpu->guest->board;
    if (virtual_timer_is_set(vcpu) && would_pass(vcpu->gic, IRQ_VIRTUAL_TIMER))
        return true;
    if (pl011_would_interrupt(&board->uart) && vcpu_can_wake_by(vcpu, board->uart.line))
        return true;
    return pl031_would_interrupt(&board->rtc) && vcpu_can_wake_by(vcpu, board->rtc.line);
}

/* The line can rise, and would pass then: of one that is high an edge cannot come. */
bool vcpu_can_wake_by(const struct vcpu *vcpu, unsigned line)
{
    const struct gic *gic = vcpu->gic;
    uint32_t high_edges = gic->line[line / 32] & gic->edge[line / 32];
    return would_pass(gic, line) && !(high_edges >> line % 32 & 1);
}

/* D1.6.2: wfi may end at any time. If the pc stayed at it, the guest would take an interrupt that
 * comes just then before the wfi, and wait after that interrupt. */
bool vcpu_wait_may_end(const struct vcpu *vcpu)
{
    return true;
}

/* Interrupts are masked here, but a pending one ends wfi nevertheless. */
void host_wait(void)
{
    __asm__ volatile("dsb sy\n wfi" : : : "memory");
}

/* --- Interrupts of the host --- */

/*
 * The timer's interrupt stays active, so that it cannot come again, until the guest ends its own:
 * the list register ties the two together. Others are ended here. For the GIC's maintenance
 * interrupt it is enough to fill the list registers again.
 */
enum guest_action handle_interrupt(struct vcpu *vcpu, struct vm_exit *exit)
{
    struct gic *gic = vcpu->gic;
    if (exit->interrupt >= IRQ_SPECIAL)
        return GUEST_RESUMES; /* it was withdrawn before the host took it */
    if (exit->interrupt == IRQ_VIRTUAL_TIMER) {
        virtual_timer_taken(gic, vcpu);
        return GUEST_RESUMES;
    }
    lists_take_back(gic);
    lists_fill(gic);
    sysreg_write(icc_dir_el1, exit->interrupt);
    return GUEST_RESUMES;
}

/* --- Registers of the CPU interface that trap, 12.2 --- */

#define ISS_ICC_PMR    ISS_REGISTER(3, 0, 4, 6, 0)
#define ISS_ICC_DIR    ISS_REGISTER(3, 0, 12, 11, 1)
#define ISS_ICC_RPR    ISS_REGISTER(3, 0, 12, 11, 3)
#define ISS_ICC_SGI1R  ISS_REGISTER(3, 0, 12, 11, 5)
#define ISS_ICC_ASGI1R ISS_REGISTER(3, 0, 12, 11, 6)
#define ISS_ICC_SGI0R  ISS_REGISTER(3, 0, 12, 11, 7)
#define ISS_ICC_CTLR   ISS_REGISTER(3, 0, 12, 12, 4)

/* ICC_SGI1R_EL1: which interrupt, and to whom: to all CPUs except this one; or to those of 16 whose
 * bits are set, and the rest of whose affinity is given. A CPU's affinity is its number, below 16.
 */
#define DIR_INTID    0xffffff
#define SGI_INTID(v) ((v) >> 24 & 0xf)
#define SGI_OTHERS   BIT(40)
#define SGI_REST     (0xfful << 48 | 0xful << 44 | 0xfful << 32 | 0xfful << 16)

static bool is_target(uint64_t value, unsigned number, unsigned sender)
{
    if (value & SGI_OTHERS)
        return number != sender;
    return value >> number & 1 && !(value & SGI_REST);
}

static void send(const struct vcpu *vcpu, uint64_t value, bool group1)
{
    const struct guest *guest = vcpu->guest;
    for (unsigned n = 0; n < guest->cpus; n++) {
        if (is_target(value, n, vcpu->number))
            gic_send(guest->vcpus[n]->gic, SGI_INTID(value), group1);
    }
}

/* A device's interrupt may be active at another CPU of the guest. */
static void end(struct gic *gic, uint64_t intid)
{
    const struct guest *guest = gic->vcpu->guest;
    if (intid >= GIC_INTIDS || !(sysreg_read(ich_vmcr_el2) & VMCR_EOIMODE))
        return;
    lists_take_back(gic);
    bool is_here = intid < 32 || gic->active[intid / 32] >> intid % 32 & 1;
    if (is_here)
        gic_end(gic, intid);
    for (unsigned n = 0; n < guest->cpus && !is_here; n++)
        gic_end(guest->vcpus[n]->gic, intid);
}

/* ICC_CTLR_EL1 has some of ICH_VTR_EL2's bits in other places. */
#define CTLR_OF_VTR(v) \
    (((v) >> 29) << 8 | ((v) >> 23 & 7) << 11 | ((v) >> 22 & 1) << 14 | ((v) >> 21 & 1) << 15)
#define CTLR_CBPR BIT(0)

/*
 * ICC_CTLR_EL1 traps because its bit CBPR has to stay 1; the guest cannot change it. With CBPR = 0,
 * ICC_BPR1_EL1 would count. There QEMU (7.2 to 11) keeps the low bits of any number that is
 * written, and if they are 0, an assertion ends QEMU. ICC_BPR0_EL1 does no harm: in it 0 is valid.
 */
static uint64_t read_control(void)
{
    uint64_t split = sysreg_read(ich_vmcr_el2) & VMCR_EOIMODE;
    return CTLR_OF_VTR(sysreg_read(ich_vtr_el2)) | (split ? ICC_CTLR_EOIMODE : 0) | CTLR_CBPR;
}

static void write_control(struct gic *gic, uint64_t value)
{
    lists_take_back(gic); /* the guest ended these in the old mode */
    uint64_t others = sysreg_read(ich_vmcr_el2) & ~VMCR_EOIMODE;
    sysreg_write(ich_vmcr_el2, others | (value & ICC_CTLR_EOIMODE ? VMCR_EOIMODE : 0));
    lists_fill(gic);
}

static void set_mask(uint64_t priority)
{
    uint64_t others = sysreg_read(ich_vmcr_el2) & ~(VMCR_PMR_MASK << VMCR_PMR_SHIFT);
    sysreg_write(ich_vmcr_el2, others | priority << VMCR_PMR_SHIFT);
}

/* The priority of the interrupt that the guest is handling. Each priority that can nest has a bit,
 * in one register a group on CPUs with up to 32 of them. */
static uint64_t running_priority(void)
{
    uint64_t active = sysreg_read(ich_ap0r0_el2) | sysreg_read(ich_ap1r0_el2);
    unsigned bits = (sysreg_read(ich_vtr_el2) >> 26 & 7) + 1;
    return active ? (uint64_t)__builtin_ctzl(active) << (8 - bits) : GIC_PRIORITIES - 1;
}

static bool read_interface(unsigned number, uint64_t *value)
{
    if (number == ISS_ICC_PMR)
        *value = VMCR_PRIORITY(sysreg_read(ich_vmcr_el2));
    else if (number == ISS_ICC_RPR)
        *value = running_priority();
    else if (number == ISS_ICC_CTLR)
        *value = read_control();
    else
        return false;
    return true;
}

static bool write_interface(struct vcpu *vcpu, unsigned number, uint64_t value)
{
    struct gic *gic = vcpu->gic;
    switch (number) {
    case ISS_ICC_PMR:
        set_mask(value & gic->priority_bits);
        break;
    case ISS_ICC_DIR:
        end(gic, value & DIR_INTID);
        break;
    case ISS_ICC_SGI1R:
        send(vcpu, value, true);
        break;
    case ISS_ICC_ASGI1R: /* for the other security state: there is none */
        break;
    case ISS_ICC_SGI0R:
        send(vcpu, value, false);
        break;
    case ISS_ICC_CTLR:
        write_control(gic, value);
        break;
    default:
        return false;
    }
    return true;
}

enum guest_action handle_gic_register(struct vcpu *vcpu, struct vm_exit *exit)
{
    unsigned number = ISS_NUMBER(exit->cause), rt = ISS_RT(exit->cause);
    uint64_t value = vcpu_register(vcpu, rt);
    bool read = exit->cause & ISS_READ, done = ESR_EC(exit->cause) == EC_SYSREG;
    if (done)
        done = read ? read_interface(number, &value) : write_interface(vcpu, number, value);
    if (!done)
        return stop_guest(vcpu, exit);
    if (read)
        vcpu_set_register(vcpu, rt, value);
    skip_instruction(vcpu, exit);
    return GUEST_RESUMES;
}
