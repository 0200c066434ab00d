/* The UART of QEMU's virt machine, a PL011. It needs no initialization there. */
#include "machine.h"

#define UART    ((volatile uint32_t *)0x09000000)
#define DR      0    /* data; registers are counted in words */
#define FR      6    /* flags */
#define FR_RXFE 0x10 /* no byte is waiting */
#define FR_TXFF 0x20 /* no room */

void console_putc(char c)
{
    while (UART[FR] & FR_TXFF)
        ;
    UART[DR] = (unsigned char)c;
}

int console_getc(void)
{
    return UART[FR] & FR_RXFE ? -1 : (int)(UART[DR] & 0xff);
}
