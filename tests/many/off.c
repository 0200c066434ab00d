/* A guest that turns its second CPU on at its beginning and at its end, each time for a moment. */
#include "guest.h"

void run_other(unsigned long number)
{
}

static void turn_on_for_a_moment(void)
{
    turn_on(1);
    while (cpu_state(1) != IS_OFF)
        ;
}

int main(void)
{
    turn_on_for_a_moment();
    for (volatile unsigned n = 0; n < 2000000; n++)
        ;
    turn_on_for_a_moment();
    shut_down();
}
