/* Waits for its timer, which has that RATE, for ever. With RATE 0 nothing will come. It waits by an
 * instruction, or by the CALL of PSCI's CPU_SUSPEND. */
#include "interrupts.h"

unsigned ticks;

static struct frame *tick(struct frame *frame)
{
    ticks++;
    return frame;
}

#ifdef CALL
static void wait(void)
{
    unsigned value = 0x84000001; /* CPU_SUSPEND, state 0; then the result */
    interrupts_on();
    __asm__ volatile(CALL : "+r"(value) : : "memory", USES);
    interrupts_off();
    if (value)
        ticks += 1000;
}
#else
#define wait wait_for_interrupt
#endif

int start(const void *tree);

int start(const void *tree)
{
    traps_init();
    if (RATE)
        timer_start(RATE, tree, tick);
    for (;;)
        wait();
}
