/* AArch64: what the machine has, and its end. */
#include "device_tree.h"
#include "machine.h"
#include "uart.h"

void machine_init(uint64_t information)
{
    uart_init();
    device_tree_read(to_virtual(information));
    machine.clock_hz = sysreg_read("cntfrq_el0");
}

/* PSCI, DEN 0022, 5.1 */
#define SYSTEM_OFF   0x84000008
#define SYSTEM_RESET 0x84000009

_Noreturn void power_off(int status)
{
    register uint64_t x0 __asm__("x0") = status ? SYSTEM_RESET : SYSTEM_OFF;
    __asm__ volatile("hvc #0" : "+r"(x0) : : "memory");
    for (;;)
        ;
}
