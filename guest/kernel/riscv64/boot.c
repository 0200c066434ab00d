/* RISC-V: what the machine has, and its end. */
#include "device_tree.h"
#include "fdt.h"
#include "machine.h"
#include "panic.h"
#include "string.h"
#include "uart.h"

extern bool has_sstc; /* devices.c */

void machine_init(uint64_t information)
{
    uart_init();
    device_tree_read(to_virtual(information));
    size_t length, hz_length;
    const char *isa = device_tree_property("cpu@", "riscv,isa", &length);
    for (size_t i = 0; i + 5 <= length; i++)
        has_sstc |= !memcmp(isa + i, "_sstc", 5);
    for (size_t i = sizeof "rv64" - 1; i < length && isa[i] != '_'; i++) {
        if (strchr("imafdc", isa[i])) /* what the kernel saves the registers of; each has its bit */
            machine.capabilities |= 1ul << (isa[i] - 'a');
    }
    const void *hz = device_tree_property("cpus", "timebase-frequency", &hz_length);
    if (!hz)
        panic("the device tree does not say how fast the clock is");
    machine.clock_hz = fdt_u32(hz);
}

/* SBI 2.0, 10.1 */
#define SBI_SRST    0x53525354
#define SHUTDOWN    0
#define WARM_REBOOT 2 /* with a failure */
#define NO_REASON   0

_Noreturn void power_off(int status)
{
    register uint64_t a0 __asm__("a0") = status ? WARM_REBOOT : SHUTDOWN;
    register uint64_t a1 __asm__("a1") = NO_REASON;
    register uint64_t a6 __asm__("a6") = 0, a7 __asm__("a7") = SBI_SRST;
    __asm__ volatile("ecall" : "+r"(a0), "+r"(a1) : "r"(a6), "r"(a7) : "memory");
    for (;;)
        ;
}
