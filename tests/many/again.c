/* A guest whose CPU 1 resets the machine while CPU 0 runs. In its fourth life it shuts down. */
#include "guest.h"

#define LIVES (*(volatile uint32_t *)SHARED) /* the page that it shares stays */

void run_other(unsigned long number)
{
    if (++LIVES < 4)
        reset();
    print("again: enough\n");
    shut_down();
}

int main(void)
{
    expect(cpu_state(1) == IS_OFF, "state of CPU 1", 0);
    turn_on(1);
    for (;;)
        ;
}
