/* Arm's UART, PL011; chapter 3 of its manual, DDI 0183. */
#include "uart.h"

enum { DR = 0x00, FR = 0x18, LCR_H = 0x2c, CR = 0x30, IFLS = 0x34, IMSC = 0x38, ICR = 0x44 };

#define FR_RXFE      (1 << 4) /* nothing has come */
#define FR_TXFF      (1 << 5) /* there is no room */
#define LCR_H_FEN    (1 << 4) /* the FIFOs are on */
#define LCR_H_8_BITS (3 << 5)
#define CR_UARTEN    (1 << 0)
#define CR_TXE       (1 << 8)
#define CR_RXE       (1 << 9)
#define RX           (1 << 4) /* in IMSC and ICR: as many bytes have come as IFLS says */
#define RT           (1 << 6) /* or fewer, and no more for a while */

void uart_init(void)
{
    uart_write(CR, 0);
    uart_write(IMSC, 0);
    uart_write(ICR, RX | RT);
    uart_write(IFLS, 0);
    uart_write(LCR_H, LCR_H_FEN | LCR_H_8_BITS);
    uart_write(CR, CR_UARTEN | CR_TXE | CR_RXE);
}

void uart_interrupts(bool on)
{
    uart_write(IMSC, on ? RX | RT : 0);
}

int uart_get(void)
{
    return uart_read(FR) & FR_RXFE ? -1 : (int)(uart_read(DR) & 0xff);
}

void uart_put(uint8_t byte)
{
    while (uart_read(FR) & FR_TXFF)
        ;
    uart_write(DR, byte);
}
