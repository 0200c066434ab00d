#include "serial.h"

#include "interrupts.h"
#include "uart.h"

#define ROOM 256

static uint8_t bytes[ROOM];
static unsigned first, count;

/* What finds no room waits in the UART, which does not interrupt until there is some. */
static struct frame *take_bytes(struct frame *frame)
{
    int byte;
    while (count < ROOM && (byte = uart_get()) >= 0)
        bytes[(first + count++) % ROOM] = byte;
    if (count == ROOM)
        uart_interrupts(false);
    return frame;
}

void serial_start(void)
{
    uart_init();
    take_uart_interrupt(take_bytes);
    uart_interrupts(true);
}

int serial_read(void)
{
    if (!count)
        return -1;
    uint8_t byte = bytes[first];
    first = (first + 1) % ROOM;
    if (count-- == ROOM)
        uart_interrupts(true);
    return byte;
}

void serial_write(const char *text, unsigned long length)
{
    for (unsigned long i = 0; i < length; i++)
        uart_put(text[i]);
}
