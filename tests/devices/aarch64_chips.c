/* AArch64: what the CPU sends to itself, its timer, the PL011 and the PL031. */
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
    expect("and no more", acknowledges(NONE) && !ours(ISACTIVER));
    write32(GICR_PRIVATE + IGROUPR, ~(1u << SGI));
    bool wrong = nothing_sent(SGI_TO_SELF);
    sysreg_write(SGI0R, SGI_TO_SELF);
    expect("sent in group 0", wrong && sysreg_read(IAR0) == SGI);
    sysreg_write(EOIR0, SGI);
}

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
    write32(GICR_PRIVATE + ICENABLER, 1 << TIMER);
    set_timer(0, 1);
    bool off = acknowledges(NONE) && ours(ISPENDR) == 1u << TIMER;
    write32(GICR_PRIVATE + ISENABLER, 1 << TIMER);
    bool on = acknowledges(TIMER);
    set_timer(0, 0), end(TIMER);
    expect("timer: pending while it is off, and comes then", off && on && acknowledges(NONE));
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

/* --- PL011 --- */

static uint32_t uart(unsigned reg)
{
    return read32(UART + reg);
}

static void set_uart(unsigned reg, uint32_t value)
{
    write32(UART + reg, value);
}

static void uart_registers(void)
{
    static const uint8_t ids[] = {0x11, 0x10, 0x14, 0, 0x0d, 0xf0, 0x05, 0xb1};
    bool known = true;
    for (unsigned i = 0; i < 8; i++)
        known &= uart(0xfe0 + 4 * i) == ids[i];
    expect("uart: it is a PL011", known);
    set_uart(IBRD, ~0u), set_uart(FBRD, ~0u), set_uart(LCR_H, 0x170), set_uart(IMSC, ~0u);
    bool written = uart(IBRD) == 0xffff && uart(FBRD) == 0x3f && uart(LCR_H) == 0x70 &&
                   uart(IMSC) == 0x7ff && uart(IFLS) == 0x12;
    set_uart(IMSC, 0);
    expect("uart: bits that can be written", written);
}

/* In loopback: level by level, and one byte without FIFOs. */
static void uart_levels(void)
{
    static const uint8_t levels[] = {2, 4, 8, 12, 14};
    bool right = true;
    set_uart(CR, LOOP + 1), set_uart(LCR_H, 0x70);
    for (unsigned i = 0; i < 5; i++) {
        set_uart(IFLS, i << 3), set_uart(ICR, ~0u);
        for (unsigned n = 1; n <= levels[i]; n++) {
            set_uart(DR, n);
            right &= (uart(RIS) & (RX | RT)) == (n == levels[i] ? RX | RT : RT);
        }
        right &= uart(DR) == 1 && (uart(RIS) & (RX | RT)) == RT;
        for (unsigned n = 2; n <= levels[i]; n++)
            right &= uart(DR) == n;
        right &= !(uart(RIS) & (RX | RT)) && !uart(DR);
    }
    expect("uart: levels of the FIFO", right);
    set_uart(LCR_H, 0x60), set_uart(DR, 'a');
    right = (uart(FR) & 0xf8) == 0xc0 && uart(RIS) & RX;
    uart(DR);
    expect("uart: without FIFOs one byte is full", right && (uart(FR) & 0xf8) == 0x90);
    set_uart(LCR_H, 0x70);
    for (unsigned n = 0; n < 17; n++)
        set_uart(DR, 'a' + n);
    right = (uart(FR) & 0xf8) == 0xc0;
    for (unsigned n = 0; n < 16; n++)
        right &= uart(DR) == 'a' + n;
    expect("uart: 16 bytes are full", right && (uart(FR) & 0xf8) == 0x90);
}

static void uart_interrupts(void)
{
    gic_start(0x80);
    set_uart(IMSC, 0), set_uart(DR, 'a');
    bool masked = uart(RIS) == (TX | RT) && !uart(MIS) && acknowledges(NONE);
    set_uart(IMSC, TX | RX);
    bool comes = uart(MIS) == TX && acknowledges(UART_SPI);
    set_uart(ICR, TX), end(UART_SPI);
    expect("uart: masked, let through, and cleared",
           masked && comes && uart(RIS) == RT && acknowledges(NONE));
    set_uart(ICR, RT);
    expect("uart: the time-out is cleared", !uart(RIS) && uart(DR) == 'a');
}

/* --- PL031 --- */

enum {
    RTC_MR = 4,
    RTC_LR = 8,
    RTC_CR = 12,
    RTC_IMSC = 16,
    RTC_RIS = 20,
    RTC_MIS = 24,
    RTC_ICR = 28
};

static uint32_t rtc(unsigned reg)
{
    return read32(RTC + reg);
}

static void set_rtc(unsigned reg, uint32_t value)
{
    write32(RTC + reg, value);
}

static void rtc_chip(void)
{
    gic_start(0x80);
    expect("rtc: the date of the machine, and it is on", rtc(0) == 1769903880 && rtc(RTC_CR) == 1);
    set_rtc(RTC_LR, 1000);
    expect("rtc: it is set", rtc(0) == 1000 && rtc(RTC_LR) == 1000);
    set_rtc(RTC_MR, 999), set_rtc(RTC_IMSC, 1);
    expect("rtc: a time that is over", !rtc(RTC_RIS) && rtc(RTC_MR) == 999);
    set_rtc(RTC_MR, 1001), set_rtc(RTC_IMSC, 0);
    bool early = rtc(RTC_RIS);
    while (!rtc(RTC_RIS))
        ;
    bool masked = rtc(0) >= 1001 && !rtc(RTC_MIS) && acknowledges(NONE);
    set_rtc(RTC_IMSC, 1);
    bool comes = rtc(RTC_MIS) && acknowledges(RTC_SPI);
    set_rtc(RTC_ICR, 0);
    bool stays = rtc(RTC_RIS);
    set_rtc(RTC_ICR, 1), end(RTC_SPI);
    expect("rtc: its alarm, masked and not", !early && masked && comes && stays && idle());
    set_rtc(RTC_MR, rtc(0));
    expect("rtc: an alarm for now", acknowledges(RTC_SPI));
    set_rtc(RTC_ICR, 1), end(RTC_SPI);
    set_rtc(RTC_MR, rtc(0) + 1);
    uint32_t intid;
    while ((intid = acknowledge()) == NONE)
        __asm__ volatile("wfi");
    set_rtc(RTC_ICR, 1), end(intid);
    expect("rtc: it ends waiting", intid == RTC_SPI && idle());
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    traps_init();
    sends();
    timer();
    uart_registers();
    uart_levels();
    uart_interrupts();
    rtc_chip();
    shut_down();
}
