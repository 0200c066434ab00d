/* Reads its flash from one end to the other, and says what it found. */
#include "print.h"

int read_flash(const uint32_t *words, unsigned long bytes);

/* ARCH.S: with the address of the flash, and what the hypervisor told us at the start. */
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
