/* The UART of QEMU's virt machine, an NS16550A. */
#include "machine.h"

#define UART     ((volatile uint8_t *)0x10000000)
#define DATA     0
#define LSR      5
#define LSR_DR   0x01 /* a byte is waiting */
#define LSR_THRE 0x20 /* room for one byte */

void console_putc(char c)
{
    while (!(UART[LSR] & LSR_THRE))
        ;
    UART[DATA] = c;
}

int console_getc(void)
{
    return UART[LSR] & LSR_DR ? UART[DATA] : -1;
}
