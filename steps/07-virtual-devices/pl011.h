/* A PL011, the UART of Arm ("PrimeCell UART (PL011)", DDI 0183), in its revision with 16 bytes a
 * FIFO. */
#pragma once

#include "devices.h"
#include "serial.h"

struct pl011 {
    struct device device;
    struct serial_input input;
    unsigned line;   /* of its interrupt */
    uint32_t raised; /* RIS: what is pending, masked or not */
    uint32_t mask;   /* IMSC: which of these interrupt */
    uint32_t errors; /* RSR */
    uint32_t control, line_control, levels, dma;
    uint32_t divisor, fraction; /* of the baud rate, which means nothing here */
};

/* Gives the guest one at base (GPA), which interrupts by that line. */
error pl011_init(struct guest *guest, struct pl011 *uart, uint64_t base, unsigned line);

/* Whether a byte that arrives would make the line high. */
bool pl011_would_interrupt(const struct pl011 *uart);
