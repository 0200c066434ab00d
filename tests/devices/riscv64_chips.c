/* RISC-V: the 16550A, the Goldfish clock's alarm, and SBI's timer. */
#include "riscv64_chips.h"

#include "riscv64_uart.h"

/* --- The clock --- */

#define SECOND 1000000000ul

static uint64_t date(void)
{
    uint64_t low = read32(RTC + TIME_LOW);
    return low | (uint64_t)read32(RTC + TIME_HIGH) << 32;
}

static void set_date(uint64_t when)
{
    write32(RTC + TIME_HIGH, when >> 32);
    write32(RTC + TIME_LOW, when);
}

static void clock_date(void)
{
    uint64_t before = date();
    expect("rtc: the date of the machine", before / SECOND == 1769903880);
    set_date((7ul << 32) - SECOND / 1000); /* its high half changes in a millisecond */
    uint32_t low = read32(RTC + TIME_LOW), high = read32(RTC + TIME_HIGH);
    expect("rtc: it is set", low >= (uint32_t) - (SECOND / 1000) && high == 6);
    low = read32(RTC + TIME_LOW);
    for (uint64_t start = clock_ticks(); clock_ticks() < start + 20000;)
        ;
    high = read32(RTC + TIME_HIGH);
    expect("rtc: the high half is that of the low half", high == 6);
    expect("rtc: it goes on", date() >> 32 == 7);
    set_date(before);
}

static void clock_alarm(void)
{
    plic_start(1, 1);
    set_alarm(date() - 1);
    bool quiet = !external() && !read32(RTC + STATUS);
    write32(RTC + ENABLED, 3);
    expect("rtc: an alarm in the past, when it may interrupt",
           quiet && external() && read32(RTC + ENABLED) == 1);
    write32(RTC + CLEAR_INTERRUPT, 1), read32(CLAIM), write32(CLAIM, RTC_SOURCE);
    expect("rtc: cleared", !external());
    uint64_t when = date() + SECOND / 100;
    set_alarm(when);
    bool set = read32(RTC + STATUS) == 1 && !external();
    expect("rtc: the alarm can be read",
           (read32(RTC + ALARM_LOW) | (uint64_t)read32(RTC + ALARM_HIGH) << 32) == when);
    wait_for(EXTERNAL);
    uint64_t late = date() - when;
    expect("rtc: it comes at its time, and once",
           set && late < SECOND / 100 && !read32(RTC + STATUS));
    write32(RTC + CLEAR_INTERRUPT, 1), read32(CLAIM), write32(CLAIM, RTC_SOURCE);
    set_alarm(date() + SECOND / 100), write32(RTC + CLEAR_ALARM, 1);
    bool off = !read32(RTC + STATUS);
    for (when = date() + SECOND / 50; date() < when;)
        ;
    expect("rtc: one that is cleared does not come", off && !external());
}

static void clock_past_after_future(void)
{
    set_alarm(date() + SECOND / 100), set_alarm(0);
    bool once = external();
    write32(RTC + CLEAR_INTERRUPT, 1), read32(CLAIM), write32(CLAIM, RTC_SOURCE);
    for (uint64_t when = date() + SECOND / 50; date() < when;)
        ;
    expect("rtc: the last alarm counts", once && !external());
}

static void clock_set_back(void)
{
    uint64_t start = date();
    set_alarm(start + SECOND / 100), set_date(start - SECOND / 100);
    wait_for(EXTERNAL);
    expect("rtc: an alarm waits for its date", date() >= start + SECOND / 100);
    rtc_line(false);
}

static void clock_set_ahead(void)
{
    plic_start(1, 1), write32(RTC + ENABLED, 1);
    uint64_t start = date();
    set_alarm(start + 100 * SECOND);
    bool early = external();
    set_date(start + 101 * SECOND);
    expect("rtc: a date that is set may be after the alarm",
           !early && external() && !read32(RTC + STATUS));
    rtc_line(false), set_date(start);
}

/* --- The timer --- */

static bool timer_was_set = true;

static void set_timer(uint64_t when)
{
    register uint64_t a0 __asm__("a0") = when, a1 __asm__("a1");
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = 0x54494d45;
    __asm__ volatile("ecall" : "+r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
    timer_was_set &= !a0 && !a1;
}

static bool timer(void)
{
    return is_pending(TIMER);
}

static void timer_chip(void)
{
    uint64_t when = clock_ticks() + 100000;
    set_timer(when);
    bool early = timer();
    wait_for(TIMER);
    uint64_t late = clock_ticks() - when;
    expect("timer: pending at its time", !early && late < 100000);
    set_timer(-1ul);
    expect("timer: the largest time is never", !timer());
    set_timer(clock_ticks() + 10000), set_timer(-1ul);
    for (when = clock_ticks() + 20000; clock_ticks() < when;)
        ;
    expect("timer: one that is taken back does not come", !timer());
    set_timer(0);
    expect("timer: the past is now", timer());
    set_timer(-2ul);
    expect("timer: nearly never", !timer());
    set_timer(clock_ticks() - 1);
    expect("timer: just over", timer());
    set_timer(1ul << 63);
    expect("timer: the half of all time ahead", !timer());
    set_timer(-1ul);
    expect("timer: no call failed", timer_was_set);
}

int start(const void *tree)
{
    (void)tree;
    traps_init();
    uart_chip();
    clock_date();
    clock_alarm();
    clock_past_after_future();
    clock_set_back();
    clock_set_ahead();
    timer_chip();
    shut_down();
}
