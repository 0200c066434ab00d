/* AArch64: the page that guests share, and the doorbell. */
#include "doorbell.h"

#include "aarch64_io.h"
#include "interrupts.h"

/* --- Calls --- */

enum { SHARED_PAGE = 0x86000010, RING, ANSWER }; /* SMCCC 6: the hypervisor's own */

/* -1 if the call is not supported. */
static long call(unsigned long function)
{
    register long x0 __asm__("x0") = function;
    __asm__ volatile("hvc #0" : "+r"(x0) : : "memory", "x1", "x2", "x3");
    return x0;
}

struct talk *shared_page(void)
{
    long page = call(SHARED_PAGE);
    return page == -1 ? (struct talk *)0 : (struct talk *)page;
}

void doorbell_ring(void)
{
    call(RING);
}

/* --- The interrupt --- */

#define GICD     0x08000000ul
#define INTID    48
#define WORD     (INTID / 32 * 4)
#define BIT      (1u << INTID % 32)
#define PRIORITY 0x80

static struct frame *answer(struct frame *frame)
{
    call(ANSWER);
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
