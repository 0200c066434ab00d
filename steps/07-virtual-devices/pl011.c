#include "pl011.h"

#include "interrupts.h"
#include "pl011_registers.h"

#include <stddef.h>

#define DEPTH 16 /* of a FIFO */

/* --- Its line --- */

static void update(struct pl011 *uart)
{
    irq_set(uart->device.guest, uart->line, uart->raised & uart->mask);
}

/* How many bytes raise INT_RX, 3.3.9. */
static unsigned receive_level(const struct pl011 *uart)
{
    static const uint8_t levels[8] = {2, 4, 8, 12, 14, 8, 8, 8}; /* the last three are reserved */
    return uart->line_control & LCR_H_FEN ? levels[IFLS_RX(uart->levels)] : 1;
}

/* Bytes have come. INT_RT comes at once: no time passes on a line. */
static void arrived(struct serial_input *input)
{
    struct pl011 *uart = (struct pl011 *)((char *)input - offsetof(struct pl011, input));
    uart->raised |= INT_RT | (input->count >= receive_level(uart) ? INT_RX : 0);
    update(uart);
}

bool pl011_would_interrupt(const struct pl011 *uart)
{
    return uart->mask & (INT_RX | INT_RT) && !(uart->control & CR_LOOPBACK);
}

/* --- Registers --- */

static void receive(struct pl011 *uart)
{
    unsigned count = uart->input.count;
    if (!(uart->control & CR_LOOPBACK) && serial_fill(&uart->input) > count)
        arrived(&uart->input);
}

static uint64_t read_data(struct pl011 *uart)
{
    receive(uart);
    int c = serial_take(&uart->input);
    if (uart->input.count < receive_level(uart))
        uart->raised &= ~INT_RX;
    if (!uart->input.count)
        uart->raised &= ~INT_RT;
    update(uart);
    return c < 0 ? 0 : c;
}

/* Every byte is sent as soon as it is written, so there is always room for the next one. This is so
 * even with the UART off, as in QEMU: small kernels need not turn it on. */
static void write_data(struct pl011 *uart, uint8_t c)
{
    if (!(uart->control & CR_LOOPBACK)) {
        guest_putc(&uart->device.guest->line, c);
    } else if (serial_give(&uart->input, c)) {
        arrived(&uart->input);
    } else {
        uart->errors |= RSR_OE;
        uart->raised |= INT_OE;
    }
    uart->raised |= INT_TX;
    update(uart);
}

/* 3.3.8: no modem is there, but in loopback the UART's own outputs are. */
static uint32_t modem_lines(const struct pl011 *uart)
{
    if (!(uart->control & CR_LOOPBACK))
        return 0;
    return (uart->control & CR_RTS ? FR_CTS : 0) | (uart->control & CR_DTR ? FR_DSR : 0) |
           (uart->control & CR_OUT1 ? FR_DCD : 0) | (uart->control & CR_OUT2 ? FR_RI : 0);
}

static void set_control(struct pl011 *uart, uint32_t control)
{
    uint32_t before = modem_lines(uart);
    uart->control = control & CR_BITS;
    uint32_t changed = before ^ modem_lines(uart);
    uart->raised |= (changed & FR_CTS ? INT_CTS : 0) | (changed & FR_DSR ? INT_DSR : 0) |
                    (changed & FR_DCD ? INT_DCD : 0) | (changed & FR_RI ? INT_RI : 0);
    serial_watch(&uart->input, pl011_would_interrupt(uart));
    update(uart);
}

/* 3.3.7: without FIFOs there is room for one byte. Switching them on or off empties them. */
static void set_line_control(struct pl011 *uart, uint32_t value)
{
    if ((value ^ uart->line_control) & LCR_H_FEN) {
        uart->input.first = uart->input.count = 0;
        uart->raised &= ~(INT_RX | INT_RT);
        update(uart);
    }
    uart->line_control = value & 0xff;
    uart->input.depth = value & LCR_H_FEN ? DEPTH : 1;
}

static uint64_t read_flags(struct pl011 *uart)
{
    receive(uart);
    return FR_TXFE | modem_lines(uart) | (uart->input.count ? 0 : FR_RXFE) |
           (uart->input.count < uart->input.depth ? 0 : FR_RXFF);
}

/* PeriphID and PCellID, 3.3.15 to 3.3.22: a PL011 in revision 1, a PrimeCell. */
static uint64_t read_id(uint64_t offset)
{
    static const uint8_t ids[8] = {0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1};
    return offset >= ID && offset < ID + 4 * sizeof ids ? ids[(offset - ID) / 4] : 0;
}

static uint32_t read_register(struct pl011 *uart, uint64_t offset)
{
    switch (offset) {
    case DR:
        return read_data(uart);
    case RSR:
        return uart->errors;
    case FR:
        return read_flags(uart);
    case IBRD:
        return uart->divisor;
    case FBRD:
        return uart->fraction;
    case LCR_H:
        return uart->line_control;
    case CR:
        return uart->control;
    case IFLS:
        return uart->levels;
    case IMSC:
        return uart->mask;
    case RIS:
        return uart->raised;
    case MIS:
        return uart->raised & uart->mask;
    case DMACR:
        return uart->dma;
    default:
        return read_id(offset);
    }
}

static void set_mask(struct pl011 *uart, uint32_t mask)
{
    uart->mask = mask;
    serial_watch(&uart->input, pl011_would_interrupt(uart));
    update(uart);
}

static void write_register(struct pl011 *uart, uint64_t offset, uint32_t value)
{
    switch (offset) {
    case DR:
        write_data(uart, value);
        break;
    case RSR:
        uart->errors = 0;
        break;
    case IBRD:
        uart->divisor = value & 0xffff;
        break;
    case FBRD:
        uart->fraction = value & 0x3f;
        break;
    case LCR_H:
        set_line_control(uart, value);
        break;
    case CR:
        set_control(uart, value);
        break;
    case IFLS:
        uart->levels = value & 0x3f;
        break;
    case IMSC:
        set_mask(uart, value & INT_ALL);
        break;
    case ICR:
        uart->raised &= ~value;
        update(uart);
        break;
    case DMACR:
        uart->dma = value & 7;
        break;
    }
}

/* --- The device: registers of 32 bits, of which the lower 16 or 8 can be used alone --- */

static uint64_t pl011_read(struct device *device, uint64_t offset, unsigned size)
{
    return offset % 4 ? 0 : read_register((struct pl011 *)device, offset);
}

static void pl011_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    if (offset % 4 == 0)
        write_register((struct pl011 *)device, offset, value);
}

error pl011_init(struct guest *guest, struct pl011 *uart, uint64_t base, unsigned line)
{
    *uart = (struct pl011){
        .device = {.name = "uart",
                   .base = base,
                   .bytes = 0x1000,
                   .sizes = 1 | 2 | 4,
                   .read = pl011_read,
                   .write = pl011_write},
        .line = line,
        .control = CR_RESET,
        .levels = IFLS_RESET,
    };
    TRY(serial_init(&uart->input, guest, 1, arrived));
    return device_add(guest, &uart->device);
}
