/* A guest that starts again all the time. */
#include "guest.h"

void run_other(unsigned long number)
{
}

int main(void)
{
    reset();
}
