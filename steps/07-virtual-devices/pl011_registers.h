/* The PL011's registers and their bits: DDI 0183, 3.2 and 3.3. */
#pragma once

#include "pl011.h"

/* That of infrared, ILPR, reads 0. */
enum {
    DR = 0x000,   /* data */
    RSR = 0x004,  /* errors of the line; a write clears them */
    FR = 0x018,   /* flags */
    IBRD = 0x024, /* baud rate */
    FBRD = 0x028,
    LCR_H = 0x02c,
    CR = 0x030,
    IFLS = 0x034, /* FIFO levels that interrupt */
    IMSC = 0x038,
    RIS = 0x03c,
    MIS = 0x040,
    ICR = 0x044,
    DMACR = 0x048,
    ID = 0xfe0, /* eight bytes, one a word */
};

#define RSR_OE BIT(3) /* a byte was lost, because there was no room */

#define FR_CTS  BIT(0)
#define FR_DSR  BIT(1)
#define FR_DCD  BIT(2)
#define FR_RXFE BIT(4) /* nothing was received */
#define FR_RXFF BIT(6) /* no more can be */
#define FR_TXFE BIT(7) /* all is sent: at once */
#define FR_RI   BIT(8)

#define LCR_H_FEN   BIT(4) /* FIFOs are on */
#define CR_LOOPBACK BIT(7)
#define CR_DTR      BIT(10)
#define CR_RTS      BIT(11)
#define CR_OUT1     BIT(12)
#define CR_OUT2     BIT(13)
#define CR_RESET    (BIT(8) | BIT(9)) /* sends and receives, but the UART is off */
#define IFLS_RX(v)  ((v) >> 3 & 7)
#define IFLS_RESET  0x12 /* both half full */
#define CR_BITS     0xff87
#define INT_RI      BIT(0) /* this line of the modem has changed, as the next three */
#define INT_CTS     BIT(1)
#define INT_DCD     BIT(2)
#define INT_DSR     BIT(3)
#define INT_RX      BIT(4)
#define INT_TX      BIT(5)
#define INT_RT      BIT(6) /* bytes wait, and no more have come for a while */
#define INT_OE      BIT(10)
#define INT_ALL     0x7ff
