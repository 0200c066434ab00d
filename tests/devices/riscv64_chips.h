/* RISC-V's board, for guests that test it: where its registers are, two lines as the guest likes
 * them, and which interrupts reach the CPU. */
#pragma once

#include "interrupts.h"

#include "expect.h"
#include "riscv64_io.h"

#define PLIC        0x0c000000ul
#define PRIORITY(n) (PLIC + 4 * (n))
#define PENDING     (PLIC + 0x1000)
#define ENABLE      (PLIC + 0x2080)
#define THRESHOLD   (PLIC + 0x201000)
#define CLAIM       (PLIC + 0x201004)
#define UART        0x10000000ul
#define RTC         0x00101000ul
#define UART_SOURCE 10
#define RTC_SOURCE  11
#define BOTH        (1u << UART_SOURCE | 1u << RTC_SOURCE)

static inline uint8_t uart_in(unsigned reg)
{
    return *(volatile uint8_t *)(UART + reg);
}

static inline void uart_out(unsigned reg, uint8_t value)
{
    *(volatile uint8_t *)(UART + reg) = value;
}

enum { DATA, IER, IIR, LCR, MCR, LSR, MSR, SCR, FCR = IIR };
enum { EMPTY = 2 }; /* in IER */

/* --- Two lines, as the guest likes them --- */

static inline void uart_line(bool high)
{
    uart_out(IER, 0);
    if (high)
        uart_out(IER, EMPTY);
}

enum {
    TIME_LOW = 0,
    TIME_HIGH = 4,
    ALARM_LOW = 8,
    ALARM_HIGH = 12,
    ENABLED = 16,
    CLEAR_ALARM = 20,
    STATUS = 24,
    CLEAR_INTERRUPT = 28
};

static inline void set_alarm(uint64_t when)
{
    write32(RTC + ALARM_HIGH, when >> 32);
    write32(RTC + ALARM_LOW, when);
}

static inline void rtc_line(bool high)
{
    write32(RTC + ENABLED, high);
    if (high)
        set_alarm(0);
    else
        write32(RTC + CLEAR_INTERRUPT, 1);
}

enum { TIMER = 1 << 5, EXTERNAL = 1 << 9 };

/* Whether the CPU takes that interrupt: what it would do in the handler, it does here. (sip does
 * not say it: QEMU 7.2 shows only SSIP there.) */
static inline bool is_pending(uint64_t interrupt)
{
    uint64_t taken, old;
    __asm__ volatile("la %1, 1f; csrrw %1, stvec, %1; csrw sie, %2; li %0, 0;"
                     "csrsi sstatus, 2; nop; csrci sstatus, 2; j 2f;"
                     ".balign 4; 1: li %0, 1; 2: csrw sie, zero; csrw stvec, %1"
                     : "=&r"(taken), "=&r"(old)
                     : "r"(interrupt));
    return taken;
}

static inline bool external(void)
{
    return is_pending(EXTERNAL);
}

static inline void wait_for(uint64_t interrupt)
{
    while (!is_pending(interrupt))
        __asm__ volatile("csrw sie, %0; wfi; csrw sie, zero" : : "r"(interrupt));
}

/* --- PLIC --- */

/* Both lines low, and nothing in service. */
static inline void plic_start(uint32_t uart_priority, uint32_t rtc_priority)
{
    uart_line(false), rtc_line(false);
    write32(THRESHOLD, 0);
    write32(PRIORITY(UART_SOURCE), 1), write32(PRIORITY(RTC_SOURCE), 1);
    write32(ENABLE, BOTH);
    for (uint32_t source; (source = read32(CLAIM));)
        write32(CLAIM, source);
    write32(CLAIM, UART_SOURCE), write32(CLAIM, RTC_SOURCE);
    write32(PRIORITY(UART_SOURCE), uart_priority), write32(PRIORITY(RTC_SOURCE), rtc_priority);
}
