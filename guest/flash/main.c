/* Reads all words of its flash, and prints the first one and their sum. */
#include "print.h"

int read_flash(const uint32_t *words, unsigned long bytes);

/* Called by ARCH.S, with the address of the flash and with its size from the hypervisor. */
int read_flash(const uint32_t *words, unsigned long bytes)
{
    uint32_t sum = 0;
    for (unsigned long i = 0; i < bytes / sizeof *words; i++)
        sum += words[i];
    print("flash: ");
    print_number(bytes);
    print(" bytes, first word ");
    print_number(bytes ? words[0] : 0);
    print(", sum ");
    print_number(sum);
    print("\n");
    shut_down();
}
