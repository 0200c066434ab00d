/* Looks for primes and prints each that it finds: a guest that works, and exits now and then. */
#include "guest.h"

int main(void)
{
    for (unsigned n = 2; n < 50; n++) {
        unsigned divisor = 2;
        while (n % divisor)
            divisor++;
        char text[] = {'0' + n / 10, '0' + n % 10, ' '};
        unsigned skip = n < 10;
        if (divisor == n)
            console_write(text + skip, sizeof text - skip);
    }
    console_write("\n", 1);
    shut_down();
}
