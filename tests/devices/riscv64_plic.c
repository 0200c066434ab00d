/* RISC-V: what the PLIC does with lines that rise and fall. */
#include "riscv64_chips.h"

static void plic_registers(void)
{
    plic_start(0xfffffff9, 0);
    write32(PRIORITY(0), 7), write32(THRESHOLD, 0xfffffffa), write32(ENABLE, 0xffffffff);
    write32(PENDING, 0xffffffff);
    expect("plic: bits that can be written", read32(PRIORITY(UART_SOURCE)) == 1 &&
                                                 !read32(PRIORITY(0)) && read32(THRESHOLD) == 2 &&
                                                 read32(ENABLE) == 0xfffffffe && !read32(PENDING));
}

static void plic_masks(void)
{
    plic_start(0, 0);
    uart_line(true);
    expect("plic: priority 0 is never",
           read32(PENDING) == 1 << UART_SOURCE && !external() && !read32(CLAIM));
    write32(PRIORITY(UART_SOURCE), 3), write32(ENABLE, 1 << RTC_SOURCE);
    expect("plic: a source that is off", read32(PENDING) && !external() && !read32(CLAIM));
    write32(ENABLE, BOTH), write32(THRESHOLD, 3);
    bool masked = external();
    write32(THRESHOLD, 2);
    bool passes = external();
    write32(THRESHOLD, 7);
    expect("plic: the threshold, which a claim ignores",
           !masked && passes && !external() && read32(CLAIM) == UART_SOURCE);
}

/* A request from claim to completion, while its line is high all the time. */
static void plic_claims(void)
{
    plic_start(1, 1);
    uart_line(true);
    bool first = external() && read32(CLAIM) == UART_SOURCE;
    expect("plic: claimed once", first && !external() && !read32(PENDING) && !read32(CLAIM));
    uart_line(false), uart_line(true);
    bool held = !read32(PENDING);
    write32(CLAIM, RTC_SOURCE), write32(CLAIM, 0), write32(CLAIM, UART_SOURCE + 32);
    expect("plic: no request before its completion", held && !read32(PENDING));
    write32(ENABLE, 1 << RTC_SOURCE), write32(CLAIM, UART_SOURCE), write32(ENABLE, BOTH);
    expect("plic: completed only if it is on", !read32(PENDING));
    write32(CLAIM, UART_SOURCE);
    expect("plic: a line that is still high asks again",
           read32(PENDING) && external() && read32(CLAIM) == UART_SOURCE);
    uart_line(false), write32(CLAIM, UART_SOURCE);
    expect("plic: one that is low does not", !read32(PENDING) && !external());
    uart_line(true), uart_line(false);
    expect("plic: a request stays when its line falls", external() && read32(CLAIM) == UART_SOURCE);
}

static void plic_order(void)
{
    plic_start(2, 2);
    rtc_line(true), uart_line(true);
    bool lowest = read32(CLAIM) == UART_SOURCE && external() && read32(CLAIM) == RTC_SOURCE;
    expect("plic: of equals the lowest number, and then the other", lowest && !external());
    plic_start(1, 2);
    rtc_line(true), uart_line(true);
    write32(THRESHOLD, 1);
    bool higher = external() && read32(CLAIM) == RTC_SOURCE;
    expect("plic: the higher priority first", higher && !external());
    write32(THRESHOLD, 0);
    expect("plic: what is in service holds nothing up", external() && read32(CLAIM) == UART_SOURCE);
    plic_start(0, 0);
}

int start(const void *tree);

int start(const void *tree)
{
    (void)tree;
    traps_init();
    plic_registers();
    plic_masks();
    plic_claims();
    plic_order();
    shut_down();
}
