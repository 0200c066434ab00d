/* RISC-V: what the machine has, and its end. */
#include "device_tree.h"
#include "machine.h"
#include "panic.h"
#include "uart.h"

extern bool has_sstc; /* devices.c */

void machine_init(uint64_t information)
{
    uart_init();
    device_tree_read(to_virtual(information));
    has_sstc = device_tree_has("cpu@", "riscv,isa", "_sstc") ||
               device_tree_has("cpu@", "riscv,isa-extensions", "sstc");
    machine.clock_hz = device_tree_number("cpus", "timebase-frequency");
    if (!machine.clock_hz)
        panic("the device tree does not say how fast the clock is");
}

/* SBI 2.0, 10.1 */
#define SBI_SRST       0x53525354
#define SHUTDOWN       0
#define NO_REASON      0
#define SYSTEM_FAILURE 1

_Noreturn void power_off(int status)
{
    register uint64_t a0 __asm__("a0") = SHUTDOWN;
    register uint64_t a1 __asm__("a1") = status ? SYSTEM_FAILURE : NO_REASON;
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = SBI_SRST;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
    for (;;)
        ;
}
