/* The chips of a PC: the 8254's modes, the 8259's automatic EOI, the clock's interrupts, and
 * interrupts whose delivery needs memory that was not given yet. Times are counted by the 8254
 * itself. */
#include "x86_64_pc.h"

enum {
    PIC = 0x20,
    PIC2 = 0xa0,
    PIT = 0x40,
    PIT_2 = 0x42,
    CONTROL = 0x43,
    PORT_61 = 0x61,
    RTC = 0x70,
    UART = 0x3f8,
    UART_IER = 0x3f9
};

/* ticks, sends and seconds count the interrupts of lines 0, 4 and 8. */
uint32_t ticks, sends, seconds;
__asm__("tick: incl ticks; push %eax; mov $0x20, %al; out %al, $0x20; pop %eax; iret;"
        "auto_tick: incl ticks; iret;"
        "auto_send: incl sends; push %eax; push %edx; mov $0x3fa, %dx; in %dx, %al;"
        "pop %edx; pop %eax; iret;"
        "send: incl sends; push %eax; mov $0x20, %al; out %al, $0x20; pop %eax; iret;"
        "second: incl seconds; push %eax; mov $12, %al; out %al, $0x70; in $0x71, %al;"
        "mov $0x20, %al; out %al, $0xa0; out %al, $0x20; pop %eax; iret");
void tick(void), auto_tick(void), auto_send(void), send(void), second(void);

static void pic_init(uint8_t icw4, uint8_t masked, uint8_t masked_2)
{
    static const uint8_t first[] = {0x20, 4}, other[] = {0x28, 2};
    out(PIC, 0x11), out(PIC2, 0x11);
    for (unsigned i = 0; i < 2; i++)
        out(PIC + 1, first[i]), out(PIC2 + 1, other[i]);
    out(PIC + 1, icw4), out(PIC2 + 1, 1);
    out(PIC + 1, masked), out(PIC2 + 1, masked_2);
}

static void wait_for_one(void)
{
    __asm__ volatile("sti; hlt; cli" : : : "memory");
}

static void let_come(void)
{
    __asm__ volatile("sti; nop; nop; nop; cli" : : : "memory");
}

/* Counter and mode, and the count if it is not 0. */
static void program(unsigned counter, unsigned mode, unsigned count)
{
    out(CONTROL, counter << 6 | 0x30 | mode << 1);
    if (count)
        out(PIT + counter, count), out(PIT + counter, count >> 8);
}

static unsigned counter_now(unsigned counter)
{
    out(CONTROL, counter << 6);
    unsigned low = in(PIT + counter);
    return low | in(PIT + counter) << 8;
}

static bool output_2(void)
{
    return in(PORT_61)&0x20;
}

static void wait_periods(unsigned count)
{
    out(PORT_61, 0);
    program(2, 0, count);
    out(PORT_61, 1);
    while (!output_2())
        ;
}

static void counters(void)
{
    out(PORT_61, 0);
    program(2, 0, 10000);
    expect("mode 0: the gate holds it",
           counter_now(2) == 10000 && counter_now(2) == 10000 && !output_2());
    out(PORT_61, 1);
    while (!output_2())
        ;
    expect("mode 0: high, and it counts on", counter_now(2) > 10000);
    out(CONTROL, 0xe8); /* read-back: the status of counter 2 */
    expect("its status", in(PIT_2) == 0xb0);
    program(2, 1, 0xffff);
    bool before = output_2();
    out(PORT_61, 0), out(PORT_61, 1);
    expect("mode 1: low from the gate's edge on", before && !output_2());
    out(CONTROL, 0xb1), out(PIT_2, 0x99), out(PIT_2, 0x99);
    unsigned decimal = counter_now(2);
    expect("BCD", decimal >> 12 == 9 && (decimal >> 8 & 15) <= 9 && (decimal & 15) <= 9);
    wait_periods(100);
}

static void one_shots(void)
{
    set_gate(0x20, tick);
    pic_init(1, 0xfe, 0xff);
    program(0, 0, 4096), ticks = 0;
    wait_for_one(), wait_periods(10000), let_come();
    expect("mode 0 interrupts once", ticks == 1);
    program(0, 4, 4096), ticks = 0;
    wait_for_one(), wait_periods(10000), let_come();
    expect("mode 4 interrupts once", ticks == 1);
    out(PIC + 1, 0xff), program(0, 4, 4096);
    wait_periods(10000), out(PIC, 0x0a);
    expect("masked, it waits in the IRR", in(PIC)&1 && ticks == 1);
    out(PIC + 1, 0xfe), let_come();
    expect("and comes when it may", ticks == 2);
}

/* A thousand of 1,193 periods each, by HLT and without. */
static void thousand(const char *what, bool halts)
{
    program(0, 2, 1193), ticks = 0;
    if (halts)
        for (unsigned i = 0; i < 1000; i++)
            wait_for_one();
    else {
        __asm__ volatile("sti");
        for (unsigned i = 0; i < 20; i++)
            wait_periods(1193 * 50 - 500); /* and what programming it takes */
        __asm__ volatile("cli");
    }
    expect(what, ticks >= 990 && ticks <= 1010);
    out(PIC + 1, 0xff);
}

static void auto_eoi(void)
{
    set_gate(0x20, auto_tick), set_gate(0x24, auto_send);
    pic_init(3, 0xff, 0xff);
    out(UART_IER, 0), program(0, 2, 1193), wait_periods(3000);
    ticks = sends = 0;
    out(UART_IER, 2); /* "transmitter empty": line 4 is high at once */
    out(PIC + 1, 0xee), let_come();
    expect("automatic EOI: the second comes after the first", ticks && sends == 1);
    out(UART_IER, 0), out(PIC + 1, 0xff);
}

/* Its handler does not ask the UART for the reason, which would end it, but a byte ends it as well.
 */
static void send_without_asking(void)
{
    set_gate(0x24, send);
    pic_init(1, 0xef, 0xff);
    sends = 0;
    out(UART_IER, 2), let_come();
    for (unsigned i = 0; i < 9; i++)
        out(UART, '\a'), let_come();
    expect("each byte that is sent makes an edge", sends == 10);
    out(UART_IER, 0), out(PIC + 1, 0xff);
}

static void rtc_write(uint8_t index, uint8_t value)
{
    out(RTC, index), out(RTC + 1, value);
}

static void clock(void)
{
    set_gate(0x28, second);
    pic_init(1, 0xfb, 0xfe);
    out(RTC, 12), in(RTC + 1);
    rtc_write(10, 0x26), rtc_write(11, 0x42), seconds = 0; /* 1024 Hz */
    for (unsigned i = 0; i < 100; i++)
        wait_for_one();
    expect("the clock interrupts", seconds == 100);
    rtc_write(11, 0x12), seconds = 0, wait_for_one();
    expect("each second", seconds == 1);
    for (unsigned i = 1; i <= 5; i += 2)
        rtc_write(i, 0xff);
    rtc_write(11, 0x22), seconds = 0, wait_for_one();
    expect("at its alarm", seconds == 1);
    rtc_write(11, 2);
}

static unsigned rtc_in_format(uint8_t format, uint8_t index)
{
    rtc_write(11, format);
    out(RTC, index);
    return in(RTC + 1);
}

/* The date is given to the test: 2026-01-31 23:58. */
static void formats(void)
{
    enum { BCD_24 = 2, BINARY_24 = 6, BCD_12 = 0, BINARY_12 = 4 };
    expect("the hour", rtc_in_format(BCD_24, 4) == 0x23 && rtc_in_format(BINARY_24, 4) == 23);
    expect("the hour of 12",
           rtc_in_format(BCD_12, 4) == 0x91 && rtc_in_format(BINARY_12, 4) == 0x8b);
    expect("the date", rtc_in_format(BINARY_24, 7) == 31 && rtc_in_format(BCD_24, 9) == 0x26);
    rtc_write(7, 1);
    expect("what is written to it is ignored", rtc_in_format(BCD_24, 7) == 0x31);
}

/* The handler's frame is the first that its page is used for. */
static void new_stacks(void)
{
    set_gate(0x20, tick);
    pic_init(1, 0xfe, 0xff);
    uint32_t came = 0;
    for (uint32_t stack = 0x1000000; stack < 0x1080000; stack += 0x2000) {
        program(0, 4, 1000), ticks = 0;
        __asm__ volatile("mov %%esp, %%ebx; mov %0, %%esp; sti; hlt; nop; cli; mov %%ebx, %%esp"
                         :
                         : "r"(stack)
                         : "ebx", "memory");
        came += ticks == 1;
    }
    expect("delivered once each, on stacks that were not given", came == 64);
}

int start(const void *tree)
{
    (void)tree;
    load_tables();
    counters();
    one_shots();
    pic_init(1, 0xfe, 0xff);
    thousand("a thousand ticks", false);
    pic_init(1, 0xfe, 0xff);
    thousand("a thousand ticks, by HLT", true);
    auto_eoi();
    send_without_asking();
    formats();
    clock();
    new_stacks();
    shut_down();
}
