#include "ns16550a.h"

#include "interrupts.h"

/* PC16550D 8.0: the registers, and their bits. */
enum { DATA, IER, IIR, LCR, MCR, LSR, MSR, SCR, REGISTERS };
enum { FCR = IIR }; /* written */

enum { IER_RECEIVED = 1, IER_EMPTY = 2, IER_LINE = 4, IER_MODEM = 8, IER_BITS = 15 };
enum {
    IIR_NONE = 1,
    IIR_MODEM = 0,
    IIR_EMPTY = 2,
    IIR_RECEIVED = 4,
    IIR_LINE = 6,
    IIR_TIMEOUT = 12, /* bytes are waiting, fewer than the trigger level */
    IIR_FIFOS = 0xc0,
};
enum { FCR_ENABLE = 1, FCR_CLEAR_INPUT = 2, FCR_TRIGGER = 0xc0 };
enum { LCR_DLAB = 0x80 };
enum { MCR_DTR = 1, MCR_RTS = 2, MCR_OUT1 = 4, MCR_OUT2 = 8, MCR_LOOP = 0x10, MCR_BITS = 0x1f };
enum { LSR_READY = 1, LSR_OVERRUN = 2, LSR_EMPTY = 0x60 };
enum { MSR_CTS = 0x10, MSR_DSR = 0x20, MSR_RI = 0x40, MSR_DCD = 0x80 };
enum { MSR_RI_ENDED = 4 }; /* the other three low bits: CTS, DSR, DCD changed */

#define FIFO_BYTES 16

/* --- Interrupts --- */

static unsigned trigger_level(const struct ns16550a *uart)
{
    static const uint8_t levels[] = {1, 4, 8, 14};
    return levels[uart->fcr / 64];
}

/* 8.6, table III: the reason with the highest priority. The time-out comes at once, because every
 * look for input takes all bytes that are there. */
static unsigned interrupt_reason(const struct ns16550a *uart)
{
    if (uart->ier & IER_LINE && uart->overrun)
        return IIR_LINE;
    if (uart->ier & IER_RECEIVED && uart->input.count)
        return uart->input.count >= trigger_level(uart) ? IIR_RECEIVED : IIR_TIMEOUT;
    if (uart->ier & IER_EMPTY && uart->empty_pending)
        return IIR_EMPTY;
    if (uart->ier & IER_MODEM && uart->modem_changed)
        return IIR_MODEM;
    return IIR_NONE;
}

static void update(struct ns16550a *uart)
{
    bool high = interrupt_reason(uart) != IIR_NONE;
    if (high != uart->line_is_high)
        irq_set(uart->device.guest, uart->line, uart->line_is_high = high);
}

bool ns16550a_would_interrupt(const struct ns16550a *uart)
{
    return uart->ier & IER_RECEIVED && !(uart->mcr & MCR_LOOP);
}

static void input_arrived(struct serial_input *input)
{
    update((struct ns16550a *)((char *)input - offsetof(struct ns16550a, input)));
}

/* --- Bytes --- */

/* 8.7: in loopback nothing is received from outside. */
static void receive(struct ns16550a *uart)
{
    if (!(uart->mcr & MCR_LOOP))
        serial_fill(&uart->input);
}

/* 8.4: when there is no room, the new byte is lost; without FIFOs the old one. */
static void loop_back(struct ns16550a *uart, uint8_t byte)
{
    if (serial_give(&uart->input, byte))
        return;
    uart->overrun = true;
    if (!uart->fcr) {
        serial_take(&uart->input);
        serial_give(&uart->input, byte);
    }
}

/* 8.6: writing the byte ends the interrupt, and when it is sent the next one comes: an edge. */
static void send(struct ns16550a *uart, uint8_t byte)
{
    uart->empty_pending = false;
    update(uart);
    if (uart->mcr & MCR_LOOP)
        loop_back(uart, byte);
    else
        guest_putc(&uart->device.guest->line, byte);
    uart->empty_pending = true;
}

static uint8_t take_byte(struct ns16550a *uart)
{
    receive(uart);
    int byte = serial_take(&uart->input);
    return byte < 0 ? 0 : byte;
}

/* --- The modem's lines, 8.8 --- */

/* A modem that is always there; in loopback, what the guest sets in MCR. */
static uint8_t modem_lines(const struct ns16550a *uart)
{
    if (!(uart->mcr & MCR_LOOP))
        return MSR_CTS | MSR_DSR | MSR_DCD;
    return (uart->mcr & MCR_RTS ? MSR_CTS : 0) | (uart->mcr & MCR_DTR ? MSR_DSR : 0) |
           (uart->mcr & MCR_OUT1 ? MSR_RI : 0) | (uart->mcr & MCR_OUT2 ? MSR_DCD : 0);
}

static void set_modem_control(struct ns16550a *uart, uint8_t value)
{
    uint8_t before = modem_lines(uart);
    uart->mcr = value & MCR_BITS;
    uint8_t after = modem_lines(uart);
    uint8_t changed = (before ^ after) >> 4;
    if (after & MSR_RI)
        changed &= ~MSR_RI_ENDED;
    uart->modem_changed |= changed;
    serial_watch(&uart->input, ns16550a_would_interrupt(uart));
}

/* --- Registers --- */

/* Those that change something when they are read. */
static uint8_t read_and_change(struct ns16550a *uart, unsigned offset)
{
    uint8_t value = 0;
    switch (offset) {
    case DATA:
        value = take_byte(uart);
        break;
    case IIR:
        value = interrupt_reason(uart);
        if (value == IIR_EMPTY)
            uart->empty_pending = false;
        value |= uart->fcr & FCR_ENABLE ? IIR_FIFOS : 0;
        break;
    case LSR:
        if (!(uart->ier & IER_RECEIVED)) /* else the console is looked at anyway */
            receive(uart);
        value = LSR_EMPTY | (uart->overrun ? LSR_OVERRUN : 0);
        uart->overrun = false;
        value |= uart->input.count ? LSR_READY : 0;
        break;
    case MSR:
        value = modem_lines(uart) | uart->modem_changed;
        uart->modem_changed = 0;
        break;
    }
    update(uart);
    return value;
}

static uint64_t uart_read(struct device *device, uint64_t offset, unsigned size)
{
    struct ns16550a *uart = (struct ns16550a *)device;
    if (uart->lcr & LCR_DLAB && offset <= IER)
        return uart->divisor[offset];
    switch (offset) {
    case IER:
        return uart->ier;
    case LCR:
        return uart->lcr;
    case MCR:
        return uart->mcr;
    case SCR:
        return uart->scr;
    }
    return read_and_change(uart, offset);
}

/* An empty transmitter interrupts as soon as the guest turns that interrupt on, 8.6. */
static void set_interrupts(struct ns16550a *uart, uint8_t value)
{
    if (~uart->ier & value & IER_EMPTY)
        uart->empty_pending = true;
    uart->ier = value & IER_BITS;
    serial_watch(&uart->input, ns16550a_would_interrupt(uart));
}

/* 8.5: switching FIFOs on or off empties them. While they are off, the other bits do nothing, and
 * there is room for one byte. */
static void set_fifos(struct ns16550a *uart, uint8_t value)
{
    bool clears = value & FCR_ENABLE && value & FCR_CLEAR_INPUT;
    if (clears || (value ^ uart->fcr) & FCR_ENABLE)
        uart->input.first = uart->input.count = 0;
    uart->fcr = value & FCR_ENABLE ? value & (FCR_ENABLE | FCR_TRIGGER) : 0;
    uart->input.depth = uart->fcr ? FIFO_BYTES : 1;
}

static void write_register(struct ns16550a *uart, unsigned offset, uint8_t value)
{
    if (uart->lcr & LCR_DLAB && offset <= IER)
        uart->divisor[offset] = value;
    else if (offset == DATA)
        send(uart, value);
    else if (offset == IER)
        set_interrupts(uart, value);
    else if (offset == FCR)
        set_fifos(uart, value);
    else if (offset == LCR)
        uart->lcr = value;
    else if (offset == MCR)
        set_modem_control(uart, value);
    else if (offset == SCR)
        uart->scr = value;
}

static void uart_write(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    struct ns16550a *uart = (struct ns16550a *)device;
    write_register(uart, offset, value);
    update(uart);
}

error ns16550a_init(struct guest *guest, struct ns16550a *uart, enum space space, uint64_t base,
                    unsigned line)
{
    *uart = (struct ns16550a){.line = line,
                              .device = {
                                  .name = "uart",
                                  .space = space,
                                  .base = base,
                                  .bytes = REGISTERS,
                                  .sizes = space == SPACE_PORTS ? 1 : 1 | 2 | 4 | 8,
                                  .read = uart_read,
                                  .write = uart_write,
                              }};
    TRY(serial_init(&uart->input, guest, 1, input_arrived));
    return device_add(guest, &uart->device);
}
