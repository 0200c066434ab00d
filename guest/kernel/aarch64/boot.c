/* AArch64: what the machine has, and its end. */
#include "device_tree.h"
#include "machine.h"
#include "psci.h"
#include "uart.h"

/* Linux's bits, each for what a field of four bits says; Armv8-A D17.2.61. Floating point and SIMD
 * are always there. */
static uint64_t capabilities(void)
{
    static const struct {
        uint8_t shift, least, bit;
    } fields[] = {{4, 1, 3}, {4, 2, 4}, {8, 1, 5}, {12, 1, 6}, {16, 1, 7}, {20, 2, 8}};
    uint64_t isar0 = sysreg_read("id_aa64isar0_el1"), bits = 1 << 0 | 1 << 1;
    for (unsigned i = 0; i < ARRAY_LENGTH(fields); i++) {
        if ((isar0 >> fields[i].shift & 0xf) >= fields[i].least)
            bits |= 1ul << fields[i].bit; /* AES, PMULL, SHA1, SHA2, CRC32, ATOMICS */
    }
    return bits;
}

void machine_init(uint64_t information)
{
    uart_init();
    device_tree_read(to_virtual(information));
    machine.clock_hz = sysreg_read("cntfrq_el0");
    machine.capabilities = capabilities();
}

int64_t psci_call(uint64_t function, uint64_t first, uint64_t second, uint64_t third)
{
    register uint64_t x0 __asm__("x0") = function, x1 __asm__("x1") = first;
    register uint64_t x2 __asm__("x2") = second, x3 __asm__("x3") = third;
    __asm__ volatile("hvc #0" : "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3) : : "memory");
    return x0;
}

/* With a failure, a warm reset where there is one. */
_Noreturn void power_off(int status)
{
    psci_call(status ? SYSTEM_RESET2 : SYSTEM_OFF, SYSTEM_WARM_RESET, 0, 0);
    psci_call(SYSTEM_RESET, 0, 0, 0); /* there is no warm one */
    for (;;)
        ;
}
