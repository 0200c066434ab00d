/* QEMU's isa-debug-exit: one byte ends QEMU, with the exit status (byte << 1) | 1. */
#include "machine.h"
#include "memory_map.h"

#define PASS 0x10 /* status 33, which QEMU never uses by itself */
#define FAIL 0x01 /* 3 */

_Noreturn void power_off(int status)
{
    out8(PORT_EXIT, status ? FAIL : PASS);
    for (;;)
        __asm__ volatile("cli; hlt");
}
