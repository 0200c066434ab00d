/* RISC-V: the page that guests share, and the doorbell. */
#include "doorbell.h"

#include "interrupts.h"
#include "riscv64_io.h"

/* --- Calls --- */

#define OURS 0x0a005753 /* SBI 3.1: the hypervisor's own extension */

long doorbell_call(enum doorbell_call which)
{
    register long a0 __asm__("a0"), a1 __asm__("a1");
    register unsigned long a6 __asm__("a6") = which, a7 __asm__("a7") = OURS;
    __asm__ volatile("ecall" : "=r"(a0), "=r"(a1) : "r"(a6), "r"(a7) : "memory");
    return a0 ? -1 : a1;
}

/* --- The interrupt --- */

#define PLIC   0x0c000000ul
#define ENABLE (PLIC + 0x2080)
#define SOURCE 12

static struct frame *answer(struct frame *frame)
{
    doorbell_call(DOORBELL_ANSWER);
    return frame;
}

void doorbell_listen(void)
{
    take_uart_interrupt(answer); /* the one handler for all devices' */
    write32(PLIC + 4 * SOURCE, 1);
    write32(ENABLE, 1 << SOURCE);
}

void doorbell_wait(void)
{
    wait_for_interrupt();
}
