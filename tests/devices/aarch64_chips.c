/* AArch64: the PL011 and the PL031. */
#include "aarch64_gic.h"

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
    uart_registers();
    uart_levels();
    uart_interrupts();
    rtc_chip();
    shut_down();
}
