/* AArch64: the page that guests share, and the doorbell. */
#include "doorbell.h"

#include "aarch64_io.h"
#include "interrupts.h"

/* --- Calls --- */

#define FIRST_CALL 0x86000010 /* SMCCC 6: the hypervisor's own */

long doorbell_call(enum doorbell_call which)
{
    register long x0 __asm__("x0") = FIRST_CALL + which;
    __asm__ volatile("hvc #0" : "+r"(x0) : : "memory", "x1", "x2", "x3");
    return x0;
}

/* --- The interrupt --- */

#define GICD     0x08000000ul
#define INTID    48
#define WORD     (INTID / 32 * 4)
#define BIT      (1u << INTID % 32)
#define PRIORITY 0x80

static struct frame *answer(struct frame *frame)
{
    doorbell_call(DOORBELL_ANSWER);
    return frame;
}

void doorbell_listen(void)
{
    take_uart_interrupt(answer); /* the one handler for all devices' */
    write32(GICD + 0x080 + WORD, read32(GICD + 0x080 + WORD) | BIT); /* GICD_IGROUPR: group 1 */
    write8(GICD + 0x400 + INTID, PRIORITY);                          /* GICD_IPRIORITYR */
    write32(GICD + 0x100 + WORD, BIT);                               /* GICD_ISENABLER */
}

void doorbell_wait(void)
{
    wait_for_interrupt();
}
