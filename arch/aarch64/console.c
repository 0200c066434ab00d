/* The UART of QEMU's virt machine, a PL011. It needs no initialization there. */
#include "machine.h"
#include "memory_map.h"

#define DR      0    /* data; registers are counted in words */
#define FR      6    /* flags */
#define FR_RXFE 0x10 /* no byte is waiting */
#define FR_TXFF 0x20 /* no room */

static volatile uint32_t *const uart = (void *)UART;

void console_putc(char c)
{
    while (uart[FR] & FR_TXFF)
        ;
    uart[DR] = (unsigned char)c;
}

int console_getc(void)
{
    return uart[FR] & FR_RXFE ? -1 : (int)(uart[DR] & 0xff);
}
