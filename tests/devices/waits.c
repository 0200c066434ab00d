/* Waits for its timer, which has that RATE, for ever. With RATE 0 nothing will come. */
#include "interrupts.h"

unsigned ticks;

static struct frame *tick(struct frame *frame)
{
    ticks++;
    return frame;
}

int start(const void *tree);

int start(const void *tree)
{
    traps_init();
    if (RATE)
        timer_start(RATE, tree, tick);
    for (;;)
        wait_for_interrupt();
}
