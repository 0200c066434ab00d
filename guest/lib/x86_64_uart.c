/* x86_64: a PC's first serial port. */
#include "uart.h"

#include "x86_64_io.h"

#define UART 0x3f8

uint32_t uart_read(unsigned offset)
{
    return in8(UART + offset);
}

void uart_write(unsigned offset, uint32_t value)
{
    out8(UART + offset, value);
}
