/* AArch64: the UART is the board's, a PL011. */
#pragma once

#include "vm.h"
#include "pl011.h"

#define TWIN_BASE 0xd0001000 /* GPA */
#define TWIN_LINE 40

typedef struct pl011 uart_chip;

/* All that are, and the flags, which Linux polls. */
#define UART_WIDTH 4
static const uint16_t uart_offsets[] = {0x000, 0x018, 0x024, 0x028, 0x02c, 0x030, 0x034,
                                        0x038, 0x03c, 0x040, 0x048, 0xfe0, 0xfe4, 0xfe8,
                                        0xfec, 0xff0, 0xff4, 0xff8, 0xffc};
#define UART_STATUS          0x018
#define UART_CONTROLS        0x024 /* from here up to the next, the driver sets it up */
#define UART_LAST            0x044
#define STATUS_FULL          0x40 /* the FIFO has no room for another byte of input */
#define STATUS_INPUT(status) (!((status)&0x10))

static inline struct pl011 *find_uart(struct vm *vm)
{
    return &vm->board.uart;
}

static inline error uart_init(struct guest *guest, uart_chip *uart, uint64_t base, unsigned line)
{
    return pl011_init(guest, uart, base, line);
}

/* Whether a read changes no line of interrupt. */
static inline bool uart_is_quiet(const uart_chip *uart)
{
    return !uart->input.count && !(uart->raised & 0x50);
}

static inline bool uart_wants_input(const uart_chip *uart)
{
    return pl011_would_interrupt(uart);
}

/* Whether a write there sends a byte. */
static inline bool uart_sends(const uart_chip *uart, uint64_t offset)
{
    return !offset && !(uart->control & 0x80);
}
