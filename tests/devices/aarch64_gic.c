/* AArch64: what the GIC does with lines that rise and fall, with masks, groups and priorities, and
 * with more interrupts than there are list registers. */
#include "aarch64_gic.h"

static void registers(void)
{
    gic_start(0xff);
    write32(GICD + IPRIORITYR + 40, 0x12345678);
    expect("priorities have five bits", read32(GICD + IPRIORITYR + 40) == 0x10305078 &&
                                            read32(GICD + IPRIORITYR + 36) == 0xf8f8f8f8);
    write32(GICD + ICFGR + 8, 0xffffffff);
    bool edges = read32(GICD + ICFGR + 8) == 0xaaaaaaaa;
    write32(GICD + ICFGR + 8, 0);
    expect("triggers", edges && read32(GICR_PRIVATE + ICFGR) == 0xaaaaaaaa &&
                           !read32(GICR_PRIVATE + ICFGR + 4));
    set_spis(ICENABLER, 0xf0);
    bool off = spis(ISENABLER) == 0xffffff0f && spis(ICENABLER) == 0xffffff0f;
    set_spis(ISENABLER, 0x10);
    expect("on and off", off && spis(ISENABLER) == 0xffffff1f);
    write32(GICD + ISENABLER, 0xff), write32(GICD + IPRIORITYR, 0xff);
    expect("the CPU's own are not the distributor's",
           !read32(GICD + ISENABLER) && !read32(GICD + IPRIORITYR) &&
               !(read32(GICR_PRIVATE + ISENABLER) & 0xff));
    expect("types", read32(GICD + TYPER) == 0x03480002 && read32(GICD + CTLR) == 0x53 &&
                        (sysreg_read(ICC) & 0xf83e) == 0x8800 && read32(GICR + 8) == 0x10 &&
                        read32(GICR + 12) == 0);
    write32(GICR + 0x14, 0);
    bool awake = !read32(GICR + 0x14);
    write32(GICR + 0x14, 2);
    expect("asleep and awake", awake && read32(GICR + 0x14) == 6);
    write32(GICR + 0x14, 0);
}

static void levels(void)
{
    gic_start(0x80);
    uart_line(true);
    bool pending = spis(ISPENDR) == SPI(33) && !spis(ISACTIVER);
    expect("level: acknowledged once",
           pending && acknowledges(33) && acknowledges(NONE) && spis(ISACTIVER) == SPI(33));
    bool again = spis(ISPENDR) == SPI(33);
    end(33);
    expect("level: still high, it comes again", again && acknowledges(33));
    uart_line(false), end(33);
    expect("level: low, it does not", idle());
    uart_line(true), uart_line(false);
    expect("level: gone before it is acknowledged", idle());
    uart_line(true), set_spis(ICPENDR, ~0u);
    bool stays = spis(ISPENDR) == SPI(33);
    set_spis(ISPENDR, SPI(33)), uart_line(false);
    expect("level: one that software sets stays", stays && acknowledges(33));
    end(33);
    expect("level: and comes once", idle());
    set_spis(ISPENDR, SPI(40)), set_spis(ICPENDR, SPI(40));
    expect("level: software clears it", idle());
}

static void edges(void)
{
    gic_start(0x80);
    write32(GICD + ICFGR + 8, 2 << 2); /* of INTID 33 */
    uart_line(true);
    bool first = acknowledges(33) && !spis(ISPENDR);
    end(33);
    expect("edge: it comes once, though high", first && acknowledges(NONE));
    uart_line(false), uart_line(true), uart_line(false);
    bool kept = acknowledges(33);
    uart_line(true);
    bool both = spis(ISPENDR) == SPI(33) && spis(ISACTIVER) == SPI(33);
    end(33);
    expect("edge: kept, and another while active", kept && both && acknowledges(33));
    end(33), uart_line(false);
    expect("edge: no more", idle());
    uart_line(true), set_spis(ICPENDR, SPI(33));
    expect("edge: software clears it", acknowledges(NONE) && !spis(ISPENDR));
    uart_line(false);
}

/* Whether the interrupt that is pending waits now, and comes after `again` is written. */
#define WAITS(reg, value, again)                                      \
    ({                                                                \
        write32(GICD + (reg), value);                                 \
        bool waits_ = acknowledges(NONE) && spis(ISPENDR) == SPI(33); \
        write32(GICD + (reg), again);                                 \
        waits_ = waits_ && acknowledges(33);                          \
        end(33);                                                      \
        waits_;                                                       \
    })

static void masks(void)
{
    gic_start(0x80);
    uart_line(true);
    set_spis(ICENABLER, SPI(33));
    bool off = acknowledges(NONE) && spis(ISPENDR) == SPI(33);
    set_spis(ISENABLER, SPI(33));
    off = off && acknowledges(33), end(33);
    expect("mask: one that is off", off);
    expect("mask: its group in the distributor", WAITS(CTLR, 1, 2));
    expect("mask: routed elsewhere",
           WAITS(IROUTER + 8 * 33, 1, 0) && WAITS(IROUTER + 8 * 33 + 4, 1, 0));
    sysreg_write(IGRPEN1, 0);
    bool group = acknowledges(NONE);
    sysreg_write(IGRPEN1, 1);
    expect("mask: its group in the CPU interface", group && acknowledges(33));
    end(33);
    sysreg_write(PMR, 0x80);
    bool equal = acknowledges(NONE);
    sysreg_write(PMR, 0x88);
    expect("mask: the priority has to be higher", equal && acknowledges(33));
    end(33), uart_line(false);
    gic_start(0x80), set_spis(IGROUPR, ~SPI(33)), uart_line(true);
    bool other = acknowledges(NONE) && sysreg_read(IAR0) == 33;
    sysreg_write(EOIR0, 33);
    uart_line(false);
    expect("group 0 has an acknowledge of its own", other && sysreg_read(IAR0) == NONE);
}

static void order(void)
{
    gic_start(0x80);
    write8(GICD + IPRIORITYR + 40, 0x40), write8(GICD + IPRIORITYR + 50, 0x20);
    set_spis(ISPENDR, SPI(33) | SPI(40));
    bool first = acknowledges(40) && acknowledges(NONE);
    set_spis(ISPENDR, SPI(50));
    bool nested = acknowledges(50);
    end(50);
    bool waits = acknowledges(NONE);
    end(40);
    expect("the most urgent first; a more urgent one interrupts it",
           first && nested && waits && acknowledges(33));
    end(33);
    set_spis(ISACTIVER, SPI(33)), set_spis(ISPENDR, SPI(33));
    bool held = acknowledges(NONE);
    set_spis(ICACTIVER, SPI(33));
    expect("software makes it active, and ends it", held && acknowledges(33));
    end(33);
    expect("nothing is left", idle());
}

/* 31 pending interrupts of 16 priorities. Then 16 nested ones, so that active interrupts have to
 * leave the list registers. */
static void many(void)
{
    gic_start(0);
    for (unsigned i = 0; i < 31; i++)
        write8(GICD + IPRIORITYR + 33 + i, (i * 7 % 31 / 2) << 4);
    set_spis(ISPENDR, SPIS);
    unsigned last = 0, came = 0, intid;
    uint32_t seen = 0;
    while ((intid = acknowledge()) != NONE) {
        unsigned priority = (intid - 33) * 7 % 31 / 2;
        came += priority >= last && !(seen & SPI(intid));
        last = priority, seen |= SPI(intid);
        end(intid);
    }
    expect("more than there are list registers: by priority, none lost or doubled",
           came == 31 && seen == SPIS && idle());
    gic_start(0);
    for (unsigned i = 0; i < 16; i++)
        write8(GICD + IPRIORITYR + 40 + i, (15 - i) << 4);
    bool nested = true;
    for (unsigned i = 0; i < 16; i++) {
        set_spis(ISPENDR, SPI(40 + i));
        nested &= acknowledges(40 + i);
    }
    nested &= spis(ISACTIVER) == 0xffff00 && acknowledges(NONE);
    for (unsigned i = 16; i-- > 0;) {
        end(40 + i);
        nested &= spis(ISACTIVER) == (0xffff00 & (SPI(40 + i) - 1));
    }
    expect("16 nested", nested && idle());
}

/* Nested interrupts, from INTID 40 on, more than there are list registers. */
enum { NESTED = 8 };
static bool nest(void)
{
    bool taken = true;
    for (unsigned i = 0; i < NESTED; i++) {
        write8(GICD + IPRIORITYR + 40 + i, (NESTED - i) << 3);
        set_spis(ISPENDR, SPI(40 + i));
        taken &= acknowledges(40 + i);
    }
    return taken;
}

/* These ends are no exits, unless the hypervisor has asked for one. */
static void unlisted(void)
{
    gic_start(0xf0);
    uart_line(true);
    bool taken = acknowledges(33) && nest();
    for (unsigned i = NESTED; i-- > 0;)
        end(40 + i);
    end(33);
    expect("the end of one that is not listed: its line is high", taken && acknowledges(33));
    uart_line(false), end(33);
    expect("and nothing is left", idle());
    sysreg_write(ICC, 2);
    taken = nest();
    for (unsigned i = NESTED; i-- > 0;)
        end(40 + i);
    bool active = spis(ISACTIVER) == 0xff00;
    for (unsigned i = NESTED; i-- > 0;)
        sysreg_write(DIR, 40 + i);
    expect("ended by ICC_DIR_EL1 only", taken && active && idle());
    sysreg_write(ICC, 0);
}

int start(const void *tree)
{
    (void)tree;
    traps_init();
    registers();
    levels();
    edges();
    masks();
    order();
    many();
    unlisted();
    shut_down();
}
