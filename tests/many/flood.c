/* A guest that prints lines of letters for ever. */
#include "guest.h"

void run_other(unsigned long number)
{
    for (;;)
        print("ffffffffffffffffffffffffffffffff\n");
}

int main(void)
{
    run_other(0);
    return 0;
}
