/* The UART of QEMU's virt machine, an NS16550A. */
#include "machine.h"
#include "memory_map.h"

#define DATA     0
#define LSR      5
#define LSR_DR   0x01 /* a byte is waiting */
#define LSR_THRE 0x20 /* room for one byte */

static volatile uint8_t *const uart = (void *)UART;

void console_putc(char c)
{
    while (!(uart[LSR] & LSR_THRE))
        ;
    uart[DATA] = c;
}

int console_getc(void)
{
    return uart[LSR] & LSR_DR ? uart[DATA] : -1;
}
