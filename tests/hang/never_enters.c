/* A hypervisor that never enters its guest.
 * ./run.sh step 5 ARCH --main tests/hang/never_enters.c */
#include "print.h"

int main(void)
{
    printf("before the guest\n");
    for (;;)
        __asm__ volatile("" : : : "memory");
}
