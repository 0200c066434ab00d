/* x86_64: the page that guests share, and the doorbell. */
#include "doorbell.h"

#include "interrupts.h"
#include "x86_64_io.h"

/* --- Calls --- */

enum { SHARED_PAGE = 0x86000010, RING, ANSWER };

/* -1 if the call is not supported. */
static long call(unsigned long function)
{
    long eax = function;
    __asm__ volatile("vmmcall" : "+a"(eax) : : "memory");
    return eax;
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

#define PIC1     0x20
#define MASK     (PIC1 + 1)
#define IRQ      5
#define OCW2_EOI 0x20

void doorbell_listen(void)
{
    call(ANSWER); /* a line that is high already makes no edge */
    out8(MASK, in8(MASK) & ~(1 << IRQ));
}

/* The library has no handler for this interrupt: it is answered and ended here. */
void doorbell_wait(void)
{
    wait_for_interrupt();
    call(ANSWER);
    out8(PIC1, OCW2_EOI);
}
