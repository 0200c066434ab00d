/* The first serial port of a PC, an NS16550A. */
#include "machine.h"
#include "memory_map.h"

#define DATA     0
#define LSR      5
#define LSR_DR   0x01 /* a byte is waiting */
#define LSR_THRE 0x20 /* room for one byte */

void console_putc(char c)
{
    while (!(in8(PORT_UART + LSR) & LSR_THRE))
        ;
    out8(PORT_UART + DATA, c);
}

int console_getc(void)
{
    return in8(PORT_UART + LSR) & LSR_DR ? in8(PORT_UART + DATA) : -1;
}
