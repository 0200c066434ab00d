/* x86_64: the page that guests share, and the doorbell. */
#include "doorbell.h"

#include "interrupts.h"
#include "x86_64_io.h"

/* --- Calls --- */

#define FIRST_CALL 0x86000010

long doorbell_call(enum doorbell_call which)
{
    long eax = FIRST_CALL + which;
    __asm__ volatile("vmmcall" : "+a"(eax) : : "memory");
    return eax;
}

/* --- The interrupt --- */

#define PIC1     0x20
#define MASK     (PIC1 + 1)
#define IRQ      5
#define OCW2_EOI 0x20

void doorbell_listen(void)
{
    doorbell_call(DOORBELL_ANSWER); /* a line that is high already makes no edge */
    out8(MASK, in8(MASK) & ~(1 << IRQ));
}

/* The library has no handler for this interrupt: it is answered and ended here. */
void doorbell_wait(void)
{
    wait_for_interrupt();
    doorbell_call(DOORBELL_ANSWER);
    out8(PIC1, OCW2_EOI);
}
