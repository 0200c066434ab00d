/*
 * Prints text out of its flash, which was read a while ago: the hypercall's buffer may be taken
 * back while the hypervisor looks at it.
 */
#include "guest.h"

int use_memory(unsigned long ram, unsigned long ram_bytes, unsigned long flash,
               unsigned long flash_bytes)
{
    unsigned long sum = 0 * (ram + ram_bytes);
    for (unsigned long at = flash; at < flash + flash_bytes; at += PAGE)
        sum += *(volatile uint8_t *)at; /* the first two pages have been read before all others */
    console_write((char *)flash + PAGE - 16, 32);
    print_pair("buffer: ", sum / sum);
    print("\n");
    shut_down();
}
