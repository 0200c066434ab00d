/*
 * Needs memory in each way, once or twice: by its own accesses, and by hypercalls whose buffers lie
 * across edges of pages that nobody has used, of flash and of RAM.
 */
#include "guest.h"

int use_memory(unsigned long ram, unsigned long ram_bytes, unsigned long flash,
               unsigned long flash_bytes)
{
    volatile char *unused = (volatile char *)ram + ram_bytes / 2;
    unused[0] = unused[2 * PAGE] = *(volatile char *)(flash + flash_bytes - 1);
    console_write((char *)flash + PAGE - 16, 32);
    console_write((char *)unused + 8 * PAGE - 1, 2);
    print("mid: done\n");
    shut_down();
}
