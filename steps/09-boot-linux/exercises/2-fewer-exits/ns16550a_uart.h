/* Where the UART is a 16550A in memory. */
#pragma once

#include "ns16550a.h"

typedef struct ns16550a uart_chip;

#define UART_WIDTH 1
static const uint16_t uart_offsets[] = {0, 1, 2, 3, 4, 5, 6, 7};
#define UART_STATUS          5
#define UART_CONTROLS        1
#define UART_LAST            4
#define STATUS_FULL          0 /* a 16550A does not say it */
#define STATUS_INPUT(status) ((status)&1)

static inline error uart_init(struct guest *guest, uart_chip *uart, uint64_t base, unsigned line)
{
    return ns16550a_init(guest, uart, SPACE_MEMORY, base, line);
}

/* Whether a read changes no line of interrupt. */
static inline bool uart_is_quiet(const uart_chip *uart)
{
    return !uart->input.count && !uart->line_is_high;
}

static inline bool uart_wants_input(const uart_chip *uart)
{
    return ns16550a_would_interrupt(uart);
}

/* Whether a write there sends a byte: it is no divisor, and does not come back. */
static inline bool uart_sends(const uart_chip *uart, uint64_t offset)
{
    return !offset && !(uart->lcr & 0x80) && !(uart->mcr & 0x10);
}
