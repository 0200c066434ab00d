/*
 * Measures the way out of the guest and back in: 100,000 hypercalls that ask for nothing, by the
 * guest's own clock. Under QEMU's -icount shift=0 an instruction takes a nanosecond.
 */
#include "print.h"

#define CALLS 100000

int main(void)
{
    uint64_t start = clock_ticks();
    null_calls(CALLS);
    uint64_t ticks = clock_ticks() - start;
    print_number(CALLS);
    print(" null hypercalls took ");
    print_number(ticks);
    print(" ticks\n");
    shut_down();
}
