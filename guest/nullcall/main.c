/*
 * Measures the way out of the guest and back in: 100,000 hypercalls that ask for nothing, by the
 * guest's own clock. Under QEMU's -icount shift=0 an instruction takes a nanosecond.
 */
#include "guest.h"

#define CALLS 100000

static void print_number(uint64_t n)
{
    char digits[20], *at = digits + sizeof digits;
    do
        *--at = '0' + n % 10;
    while (n /= 10);
    console_write(at, digits + sizeof digits - at);
}

static void print(const char *s)
{
    unsigned long length = 0;
    while (s[length])
        length++;
    console_write(s, length);
}

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
