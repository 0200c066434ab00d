/* AArch64: the CPU's own interrupts: those that it sends to itself, and its timer's; and
 * interrupts of two groups. */
#include "aarch64_gic.h"

#define CTL  "cntv_ctl_el0"
#define CVAL "cntv_cval_el0"

enum { SGI = 3, TIMER = 27 };
#define SGI_TO_SELF (SGI << 24 | 1ul)

static uint32_t ours(unsigned reg)
{
    return read32(GICR_PRIVATE + reg);
}

static void private_start(void)
{
    gic_start(0x80);
    write32(GICR_PRIVATE + IGROUPR, ~0u), write32(GICR_PRIVATE + ISENABLER, 1 << SGI | 1 << TIMER);
    write8(GICR_PRIVATE + IPRIORITYR + SGI, 0x40), write8(GICR_PRIVATE + IPRIORITYR + TIMER, 0x80);
}

static bool nothing_sent(uint64_t value)
{
    sysreg_write(SGI1R, value);
    return acknowledges(NONE) && !ours(ISPENDR);
}

static void sends(void)
{
    private_start();
    expect("sent to others: not to itself",
           nothing_sent(SGI << 24 | 2ul) && nothing_sent(SGI_TO_SELF | 1ul << 40) &&
               nothing_sent(SGI_TO_SELF | 1ul << 16) && nothing_sent(SGI_TO_SELF | 1ul << 32) &&
               nothing_sent(SGI_TO_SELF | 1ul << 48) && nothing_sent(SGI_TO_SELF | 1ul << 44));
    sysreg_write(SGI0R, SGI_TO_SELF);
    bool other = acknowledges(NONE) && !ours(ISPENDR);
    sysreg_write(SGI1R, SGI_TO_SELF);
    sysreg_write(SGI1R, SGI_TO_SELF);
    bool one = ours(ISPENDR) == 1 << SGI && acknowledges(SGI);
    sysreg_write(SGI1R, SGI_TO_SELF);
    bool both = ours(ISPENDR) == 1 << SGI && ours(ISACTIVER) == 1 << SGI;
    end(SGI);
    expect("sent to itself, and while active", other && one && both && acknowledges(SGI));
    end(SGI);
    sysreg_write(SGI1R, SGI_TO_SELF);
    one = acknowledges(SGI);
    sysreg_write(SGI1R, SGI_TO_SELF);
    write32(GICR_PRIVATE + ICENABLER, 1 << SGI);
    both = ours(ISPENDR) == 1 << SGI && ours(ISPENDR) == 1 << SGI;
    end(SGI);
    one = one && acknowledges(NONE);
    write32(GICR_PRIVATE + ISENABLER, 1 << SGI);
    expect("sent while active, and switched off: it waits", one && both && acknowledges(SGI));
    end(SGI);
    expect("and no more", acknowledges(NONE) && !ours(ISACTIVER));
    write32(GICR_PRIVATE + IGROUPR, ~(1u << SGI));
    bool wrong = nothing_sent(SGI_TO_SELF);
    sysreg_write(SGI0R, SGI_TO_SELF);
    expect("sent in group 0", wrong && sysreg_read(IAR0) == SGI);
    sysreg_write(EOIR0, SGI);
}

/* --- The timer --- */

static uint64_t counter(void)
{
    return sysreg_read("cntvct_el0");
}

static void set_timer(uint64_t when, uint64_t control)
{
    sysreg_write(CVAL, when);
    sysreg_write(CTL, control);
}

static void timer(void)
{
    private_start();
    set_timer(counter() - 1, 1);
    bool first = acknowledges(TIMER) && acknowledges(NONE);
    end(TIMER);
    expect("timer: in the past, it comes until it is set", first && acknowledges(TIMER));
    set_timer(-1ul, 1);
    end(TIMER);
    expect("timer: the largest time is never", acknowledges(NONE));
    set_timer(0, 1);
    bool zero = acknowledges(TIMER);
    set_timer(0, 3);
    end(TIMER);
    expect("timer: time 0 is now; masked, it is off", zero && acknowledges(NONE));
    uint64_t when = counter() + sysreg_read("cntfrq_el0") / 100;
    set_timer(when, 1);
    bool early = acknowledges(TIMER);
    uint32_t intid;
    while ((intid = acknowledge()) == NONE)
        __asm__ volatile("wfi");
    expect("timer: it comes at its time", !early && intid == TIMER && counter() >= when);
    sysreg_write(SGI1R, SGI_TO_SELF);
    bool nested = acknowledges(SGI);
    end(SGI), set_timer(0, 0), end(TIMER);
    expect("timer: interrupted itself", nested && acknowledges(NONE) && !ours(ISACTIVER));
}

static void timer_states(void)
{
    write32(GICR_PRIVATE + ICENABLER, 1 << TIMER);
    set_timer(0, 1);
    bool off = acknowledges(NONE) && ours(ISPENDR) == 1u << TIMER;
    write32(GICR_PRIVATE + ISENABLER, 1 << TIMER);
    bool on = acknowledges(TIMER);
    set_timer(0, 0), end(TIMER);
    expect("timer: pending while it is off, and comes then", off && on && acknowledges(NONE));
    set_timer(0, 1);
    bool taken = acknowledges(TIMER);
    write32(GICR_PRIVATE + ISPENDR, 1 << TIMER), set_timer(0, 0), end(TIMER);
    bool sent = acknowledges(TIMER);
    end(TIMER);
    expect("timer: set by software while it is active", taken && sent && acknowledges(NONE));
    sysreg_write(ICC, 2);
    set_timer(0, 1);
    bool split = acknowledges(TIMER);
    set_timer(0, 0), end(TIMER);
    split = split && ours(ISACTIVER) == 1u << TIMER;
    sysreg_write(DIR, TIMER);
    set_timer(0, 1);
    expect("timer: ended by ICC_DIR_EL1, it comes again", split && acknowledges(TIMER));
    set_timer(0, 0), end(TIMER);
    sysreg_write(DIR, TIMER);
    sysreg_write(ICC, 0);
}

/* Between these there is no exit by which the hypervisor could look at the list registers, unless
 * it has asked for one. */
static void timer_without_exits(void)
{
    private_start();
    set_timer(0, 1);
    bool taken = acknowledges(TIMER);
    set_timer(0, 0), write32(GICR_PRIVATE + ISPENDR, 1 << TIMER), end(TIMER);
    taken = taken && acknowledges(TIMER), end(TIMER);
    set_timer(0, 1);
    expect("timer: after software's, which came after its own", taken && acknowledges(TIMER));
    set_timer(0, 0), end(TIMER);
    sysreg_write(SGI1R, SGI_TO_SELF);
    taken = acknowledges(SGI), end(SGI), set_timer(0, 1);
    taken = taken && acknowledges(TIMER);
    set_timer(0, 0), end(TIMER);
    expect("timer: after another that has ended", taken && !ours(ISPENDR) && acknowledges(NONE));
    write32(GICR_PRIVATE + IGROUPR, ~(1u << TIMER));
    set_timer(0, 1);
    taken = acknowledges(NONE) && sysreg_read(IAR0) == TIMER;
    set_timer(0, 0);
    sysreg_write(EOIR0, TIMER);
    expect("timer: in group 0", taken);
}

/* The timer's interrupt comes while software has set it pending too, or while another one waits.
 * There is mostly no exit in between. */
static void timer_and_others(void)
{
    private_start();
    write32(GICR_PRIVATE + ISPENDR, 1 << TIMER);
    bool taken = acknowledges(TIMER);
    end(TIMER), set_timer(0, 1), set_timer(-1ul, 1);
    set_spis(ICPENDR, 0); /* from this exit on the list register is empty */
    expect("timer: withdrawn", taken && !ours(ISPENDR) && acknowledges(NONE));
    write32(GICR_PRIVATE + ISPENDR, 1 << TIMER);
    taken = acknowledges(TIMER);
    set_timer(0, 1);
    bool both = ours(ISACTIVER) == 1u << TIMER && ours(ISPENDR) == 1u << TIMER;
    end(TIMER);
    expect("timer: while software's is active", taken && both && acknowledges(TIMER));
    set_timer(0, 0), end(TIMER);
    write8(GICR_PRIVATE + IPRIORITYR + TIMER, 0x40), set_timer(0, 1), set_spis(ISPENDR, SPI(40));
    taken = acknowledges(TIMER);
    set_timer(-1ul, 1), end(TIMER), set_timer(0, 1);
    bool again = acknowledges(TIMER);
    set_timer(0, 0), end(TIMER);
    bool other = acknowledges(40);
    end(40);
    expect("timer: before another that waits", taken && again && other && idle());
}

/* Interrupts of a group that is off leave the list registers to the others. */
static void groups(void)
{
    gic_start(0x80);
    set_spis(IGROUPR, ~0xff00u);
    sysreg_write(IGRPEN0, 0);
    for (unsigned i = 0; i < 8; i++)
        write8(GICD + IPRIORITYR + 40 + i, 0x40);
    set_spis(ISPENDR, 0xffff00 | SPI(33)); /* the upper half is in group 1 */
    bool one = acknowledges(33);
    end(33);
    sysreg_write(IGRPEN0, 1);
    bool other = sysreg_read(IAR0) == 40;
    sysreg_write(EOIR0, 40);
    sysreg_write(IGRPEN1, 0);
    write8(GICD + IPRIORITYR + 34, 0x20);
    set_spis(ISPENDR, SPI(34));
    other = other && sysreg_read(IAR0) == 41;
    sysreg_write(EOIR0, 41);
    sysreg_write(IGRPEN1, 1);
    expect("a group that is off, and on again", one && other && acknowledges(34));
    end(34);
}

/* All list registers have interrupts of group 1, which the guest switches off. */
static void group_off(void)
{
    gic_start(0x80);
    set_spis(IGROUPR, 0xff00), set_spis(ISPENDR, 0xff00);
    write8(GICD + IPRIORITYR + 33, 0xa0), set_spis(ISPENDR, SPI(33));
    sysreg_write(IGRPEN1, 0);
    expect("the other group, when one goes off", sysreg_read(IAR0) == 33);
    sysreg_write(EOIR0, 33);
    sysreg_write(IGRPEN1, 1);
}

int start(const void *tree)
{
    (void)tree;
    traps_init();
    sends();
    timer();
    timer_states();
    timer_without_exits();
    timer_and_others();
    groups();
    group_off();
    shut_down();
}
