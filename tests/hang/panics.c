/* A trap of the hypervisor's own, or with `panic` on the command line a panic.
 * ./run.sh step 5 ARCH --main tests/hang/panics.c */
#include "options.h"
#include "panic.h"

static void check_twice(unsigned long n)
{
    if (boot_flag("panic"))
        panic("check: %lu is"
              " wrong",
              n);
    *(volatile int *)8 = n;
}

int main(void)
{
    check_twice(7);
    panic("check: %lu is not to be seen", 7ul);
}
