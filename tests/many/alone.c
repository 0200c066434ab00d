/* A guest whose CPU 0 waits for CPU 1, which turns itself off. */
#include "guest.h"

void run_other(unsigned long number)
{
    for (volatile unsigned n = 0; n < 2000000; n++)
        ;
}

int main(void)
{
    ipi_init(0);
    turn_on(1);
    ipi_wait();
    print("alone: woken\n");
    shut_down();
}
