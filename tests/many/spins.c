/* A guest all of whose CPUs compute for ever. */
#include "guest.h"

_Noreturn void run_other(unsigned long number)
{
    for (;;)
        ;
}

int main(void)
{
    for (unsigned n = 1; n < CPUS; n++)
        turn_on(n);
    run_other(0);
}
