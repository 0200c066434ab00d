/*
 * The serial port of a PC and of many boards, a 16550A (National Semiconductor PC16550D, 1995).
 * What the guest sends is printed at once, so its transmitter is always empty.
 */
#pragma once

#include "devices.h"
#include "serial.h"

struct ns16550a {
    struct device device;
    struct serial_input input;
    unsigned line; /* its interrupt's number */
    bool line_is_high;

    uint8_t ier, fcr, lcr, mcr, scr;
    uint8_t divisor[2];
    uint8_t modem_changed; /* the four low bits of MSR */
    bool overrun;          /* a byte came when the FIFO was full: only in loopback */
    bool empty_pending;    /* the guest does not know yet that the transmitter is empty */
};

/* Gives the guest one, at that GPA or port, on that line of its interrupt controller. */
error ns16550a_init(struct guest *guest, struct ns16550a *uart, enum space space, uint64_t base,
                    unsigned line);

/* Whether a byte of input would make its line high. */
bool ns16550a_would_interrupt(const struct ns16550a *uart);
