/* The GIC and the UART of AArch64's board, for guests that test them. Nothing is taken as an
 * exception: the guest acknowledges by ICC_IAR1_EL1, and 1023 says that there is nothing. */
#pragma once

#include "interrupts.h"

#include "aarch64_io.h"
#include "expect.h"

#define GICD         0x08000000ul
#define GICR         0x080a0000ul
#define GICR_PRIVATE 0x080b0000ul
#define UART         0x09000000ul
#define RTC          0x09010000ul

enum { CTLR = 0, TYPER = 4, IGROUPR = 0x80, ISENABLER = 0x100, ICENABLER = 0x180 };
enum { ISPENDR = 0x200, ICPENDR = 0x280, ISACTIVER = 0x300, ICACTIVER = 0x380 };
enum { IPRIORITYR = 0x400, ICFGR = 0xc00, IROUTER = 0x6000 };

#define PMR     "S3_0_C4_C6_0"
#define IAR0    "S3_0_C12_C8_0"
#define EOIR0   "S3_0_C12_C8_1"
#define DIR     "S3_0_C12_C11_1"
#define SGI1R   "S3_0_C12_C11_5"
#define SGI0R   "S3_0_C12_C11_7"
#define IAR1    "S3_0_C12_C12_0"
#define EOIR1   "S3_0_C12_C12_1"
#define ICC     "S3_0_C12_C12_4" /* ICC_CTLR_EL1 */
#define IGRPEN0 "S3_0_C12_C12_6"
#define IGRPEN1 "S3_0_C12_C12_7"

#define NONE 1023

/* INTIDs 32 to 63 have a bit each in the distributor's second words. */
enum { UART_SPI = 33, RTC_SPI = 34 };
#define SPI(intid) (1u << (intid) % 32)
#define SPIS       0xfffffffeu

static inline uint32_t spis(unsigned reg)
{
    return read32(GICD + reg + 4);
}

static inline void set_spis(unsigned reg, uint32_t value)
{
    write32(GICD + reg + 4, value);
}

static inline uint32_t acknowledge(void)
{
    return sysreg_read(IAR1);
}

static inline bool acknowledges(uint32_t intid)
{
    return acknowledge() == intid;
}

static inline void end(uint32_t intid)
{
    sysreg_write(EOIR1, intid);
}

static inline bool idle(void)
{
    return acknowledges(NONE) && !spis(ISACTIVER) && !spis(ISPENDR);
}

/* --- The UART's line, which is high once it has sent: in loopback --- */

enum { DR = 0, FR = 0x18, IBRD = 0x24, FBRD = 0x28, LCR_H = 0x2c, CR = 0x30, IFLS = 0x34 };
enum {
    IMSC = 0x38,
    RIS = 0x3c,
    MIS = 0x40,
    ICR = 0x44,
    LOOP = 0x380,
    RX = 0x10,
    TX = 0x20,
    RT = 0x40
};

static inline void uart_line(bool high)
{
    write32(UART + CR, LOOP + 1);
    write32(UART + IMSC, TX);
    if (high)
        write32(UART + DR, 'a');
    read32(UART + DR);
    if (!high)
        write32(UART + ICR, 0x7ff);
}

/* All devices' interrupts on, in group 1, level-triggered, with this priority; none pending. */
static inline void gic_start(uint8_t priority)
{
    sysreg_write(PMR, 0xff);
    sysreg_write(IGRPEN0, 1);
    sysreg_write(IGRPEN1, 1);
    sysreg_write(ICC, 0);
    uart_line(false);
    write32(GICD + CTLR, 3);
    set_spis(IGROUPR, ~0u), set_spis(ICFGR, 0), write32(GICD + ICFGR + 8, 0);
    for (unsigned intid = 32; intid < 64; intid++)
        write8(GICD + IPRIORITYR + intid, priority);
    set_spis(ICPENDR, ~0u), set_spis(ICACTIVER, ~0u), set_spis(ISENABLER, ~0u);
}
