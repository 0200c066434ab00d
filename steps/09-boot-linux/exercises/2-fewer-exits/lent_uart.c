#include "lent_uart.h"

#include "exercise.h"

#include "grade.h"
#include "interrupts.h"
#include "string.h"

uart_chip *uart, twin;
char sent[1 << 16];
unsigned sent_count;

static device_read *inner_read;
static device_write *inner_write;
static void (*inner_arrived)(struct serial_input *input);
static uart_chip at_reset, twin_at_reset;

/* --- What it tells the answer --- */

static uint64_t read_and_tell(struct device *device, uint64_t offset, unsigned size)
{
    uint64_t value = inner_read(device, offset, size);
    uart_changed(device);
    return value;
}

static void write_and_tell(struct device *device, uint64_t offset, unsigned size, uint64_t value)
{
    if (uart_sends(uart, offset) && sent_count < sizeof sent)
        sent[sent_count++] = value;
    inner_write(device, offset, size, value);
    uart_changed(device);
}

static void arrived_and_tell(struct serial_input *input)
{
    inner_arrived(input);
    uart_changed(&uart->device);
}

/* --- What the answer asks it --- */

/* Each is read from a copy, whose FIFO is full, so that it takes nothing from the console. The
 * UART's own FIFO is empty. */
bool uart_registers(struct device *device, void *page)
{
    uart_chip before, after;
    if (!uart_is_quiet(uart))
        return false;
    memcpy(&before, uart, sizeof before);
    before.input.depth = before.input.count;
    for (unsigned i = 0; i < ARRAY_LENGTH(uart_offsets); i++) {
        memcpy(&after, &before, sizeof after);
        uint64_t value = inner_read(&after.device, uart_offsets[i], UART_WIDTH);
        if (memcmp(&before, &after, sizeof after))
            return false;
        if (uart_offsets[i] == UART_STATUS)
            value &= ~(uint64_t)STATUS_FULL;
        memcpy((uint8_t *)page + uart_offsets[i], &value, UART_WIDTH);
    }
    return true;
}

void uart_watch(struct device *device, bool on)
{
    serial_watch(&uart->input, on || uart_wants_input(uart));
}

/* --- For the grader --- */

void uart_prepare(struct vm *vm)
{
    uart = find_uart(vm);
    must(uart_init(&vm->guest, &twin, TWIN_BASE, TWIN_LINE));
    inner_read = uart->device.read;
    inner_write = uart->device.write;
    inner_arrived = uart->input.arrived;
    uart->device.read = read_and_tell;
    uart->device.write = write_and_tell;
    uart->input.arrived = arrived_and_tell;
    at_reset = *uart;
    twin_at_reset = twin;
}

/* The deadlines of both stay in their list. */
static void reset(uart_chip *chip, const uart_chip *to)
{
    struct deadline look = chip->input.look;
    deadline_clear(&look);
    *chip = *to;
    chip->input.look = look;
    irq_set(chip->device.guest, chip->line, false);
}

void uart_reset(void)
{
    reset(uart, &at_reset);
    reset(&twin, &twin_at_reset);
    sent_count = 0;
    uart_changed(&uart->device);
}

/* Who does not look finds it at the next read that exits. */
static void give(uart_chip *chip, uint8_t byte, bool seen)
{
    if (serial_give(&chip->input, byte) && seen)
        chip->input.arrived(&chip->input);
}

bool uart_type(uint8_t byte)
{
    struct stage2_place place;
    bool seen = uart->input.look.when != NEVER;
    if (!seen && stage2_lookup(&uart->device.guest->stage2, uart->device.base, &place))
        return false;
    give(&twin, byte, seen);
    give(uart, byte, seen);
    return true;
}
