/* The first serial port of a PC, an NS16550A. */
#include "machine.h"

#define UART     0x3f8
#define DATA     0
#define LSR      5
#define LSR_DR   0x01 /* a byte is waiting */
#define LSR_THRE 0x20 /* room for one byte */

void console_putc(char c)
{
    while (!(in8(UART + LSR) & LSR_THRE))
        ;
    out8(UART + DATA, c);
}

int console_getc(void)
{
    return in8(UART + LSR) & LSR_DR ? in8(UART + DATA) : -1;
}
