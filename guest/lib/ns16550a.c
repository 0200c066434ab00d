/* The UART of most machines, the National PC16550D. Its registers have 8 bits; section 8 of its
 * data sheet. */
#include "uart.h"

enum { RBR_THR, IER, FCR = 2, LCR, MCR, LSR };

#define IER_ERBFI   0x01 /* interrupt when there is a byte */
#define FCR_ON      0x01 /* both FIFOs; what is in them stays */
#define LCR_8_BITS  0x03
#define MCR_DTR_RTS 0x03
#define MCR_OUT2    0x08 /* a PC lets the interrupt through with it */
#define LSR_DR      0x01 /* a byte has come */
#define LSR_THRE    0x20 /* there is room for one */

void uart_init(void)
{
    uart_write(IER, 0);
    uart_write(LCR, LCR_8_BITS);
    uart_write(FCR, FCR_ON);
    uart_write(MCR, MCR_DTR_RTS | MCR_OUT2);
}

void uart_interrupts(bool on)
{
    uart_write(IER, on ? IER_ERBFI : 0);
}

int uart_get(void)
{
    return uart_read(LSR) & LSR_DR ? (int)uart_read(RBR_THR) : -1;
}

void uart_put(uint8_t byte)
{
    while (!(uart_read(LSR) & LSR_THRE))
        ;
    uart_write(RBR_THR, byte);
}
