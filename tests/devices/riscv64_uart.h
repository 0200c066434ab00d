/* The 16550A alone: its FIFOs, the order of its interrupts, and the modem's lines. In loopback, so
 * that nothing is printed. */
#pragma once

#include "riscv64_chips.h"

enum { LOOP = 0x10, DLAB = 0x80, FIFO = 1, CLEAR = 2 };
enum { RECEIVED = 1, LINE = 4, MODEM = 8 };

/* FIFOs on and empty, and no interrupt. */
static void uart_start(uint8_t fcr)
{
    uart_out(LCR, 3);
    uart_out(MCR, LOOP);
    uart_out(IER, 0);
    uart_out(FCR, 0);
    uart_out(FCR, fcr);
    uart_in(LSR), uart_in(MSR), uart_in(IIR);
}

static void uart_send(unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        uart_out(DATA, 'a' + i);
}

static void uart_registers(void)
{
    uart_start(0);
    uart_out(SCR, 0xa5), uart_out(IER, 0xff), uart_out(MCR, 0xff);
    expect("uart: bits that can be written",
           uart_in(SCR) == 0xa5 && uart_in(IER) == 0x0f && uart_in(MCR) == 0x1f);
    uart_out(IER, 0x05), uart_out(LCR, DLAB | 3), uart_out(DATA, 0x12), uart_out(IER, 0x34);
    bool divisor = uart_in(DATA) == 0x12 && uart_in(IER) == 0x34 && uart_in(LCR) == (DLAB | 3);
    uart_out(LCR, 3);
    expect("uart: the divisor", divisor && uart_in(IER) == 5 && !(uart_in(LSR) & 1));
    uart_out(IER, 0);
    uart_out(FCR, FIFO);
    uint8_t on = uart_in(IIR);
    uart_out(FCR, 0);
    expect("uart: IIR says whether FIFOs are on", on == 0xc1 && uart_in(IIR) == 1);
}

/* At the level RECEIVED is the reason, below it the time-out. */
static void uart_levels(void)
{
    static const uint8_t levels[] = {1, 4, 8, 14};
    for (unsigned i = 0; i < 4; i++) {
        uart_start(FIFO | i << 6), uart_out(IER, RECEIVED);
        uart_send(levels[i] - 1);
        uint8_t below = uart_in(IIR);
        uart_send(1);
        uint8_t at = uart_in(IIR);
        uart_in(DATA);
        expect("uart: a level",
               below == (i ? 0xcc : 0xc1) && at == 0xc4 && uart_in(IIR) == (i ? 0xcc : 0xc1));
    }
}

static void uart_overruns(void)
{
    uart_start(FIFO), uart_out(IER, RECEIVED | LINE);
    uart_send(17);
    uint8_t reason = uart_in(IIR), line = uart_in(LSR), again = uart_in(LSR);
    bool bytes = true;
    for (unsigned i = 0; i < 16; i++)
        bytes &= uart_in(DATA) == 'a' + i;
    expect("uart: the 17th byte is lost, and told once",
           reason == 0xc6 && line == 0x63 && again == 0x61 && bytes && uart_in(LSR) == 0x60);
    uart_start(0), uart_send(2);
    expect("uart: without FIFOs the second replaces the first",
           uart_in(LSR) == 0x63 && uart_in(DATA) == 'b' && uart_in(LSR) == 0x60);
    uart_start(FIFO), uart_send(2), uart_out(FCR, FIFO | CLEAR);
    bool cleared = uart_in(LSR) == 0x60;
    uart_send(2), uart_out(FCR, 0);
    expect("uart: FIFOs are emptied, also by switching them off", cleared && uart_in(LSR) == 0x60);
}

/* Of all reasons at once the one with the highest priority, until it is over. */
static void uart_reasons(void)
{
    uart_start(FIFO), uart_send(17);
    uart_out(MCR, LOOP | 2), uart_out(IER, 0x0f);
    uint8_t line = uart_in(IIR);
    uart_in(LSR);
    uint8_t received = uart_in(IIR);
    for (unsigned i = 0; i < 16; i++)
        uart_in(DATA);
    uint8_t empty = uart_in(IIR), modem = uart_in(IIR);
    uint8_t lines = uart_in(MSR);
    expect("uart: the reasons, by priority", line == 0xc6 && received == 0xc4 && empty == 0xc2 &&
                                                 modem == 0xc0 && uart_in(IIR) == 0xc1);
    expect("uart: a line of the modem, and that it changed", lines == 0x11 && uart_in(MSR) == 0x10);
}

static void uart_modem(void)
{
    uart_start(0);
    uart_out(MCR, LOOP | 1);
    uint8_t dtr = uart_in(MSR);
    uart_out(MCR, LOOP | 4);
    uint8_t out1 = uart_in(MSR);
    uart_out(MCR, LOOP | 8);
    uint8_t out2 = uart_in(MSR);
    expect("uart: DTR, OUT1 and OUT2 in loopback", dtr == 0x22 && out1 == 0x42 && out2 == 0x8c);
    uart_out(MCR, 0), uart_in(MSR);
    expect("uart: a modem that is always there", uart_in(MSR) == 0xb0);
}

/* IIR says it once; the next byte, and turning the interrupt on, say it again. */
static void uart_transmitter(void)
{
    uart_start(FIFO);
    uart_out(IER, EMPTY);
    uint8_t first = uart_in(IIR), second = uart_in(IIR);
    uart_send(1);
    uint8_t sent = uart_in(IIR), after = uart_in(IIR);
    uart_out(IER, EMPTY);
    uint8_t same = uart_in(IIR);
    uart_out(IER, 0), uart_out(IER, EMPTY);
    expect("uart: the empty transmitter", first == 0xc2 && second == 0xc1 && sent == 0xc2 &&
                                              after == 0xc1 && same == 0xc1 &&
                                              uart_in(IIR) == 0xc2);
    uart_out(IER, 0);
}

static void uart_chip(void)
{
    uart_registers();
    uart_levels();
    uart_overruns();
    uart_reasons();
    uart_modem();
    uart_transmitter();
}
