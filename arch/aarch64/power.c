/*
 * Power-off. PSCI's SYSTEM_OFF always gives status 0. Status 1 uses pvpanic, the device that
 * reports a panic, with QEMU's -action panic=exit-failure.
 */
#include "device_tree.h"
#include "machine.h"
#include "print.h"

#define PSCI_SYSTEM_OFF 0x84000008

/* QEMU answers this call, in place of firmware at EL3. */
static void system_off(void)
{
    register uint64_t x0 __asm__("x0") = PSCI_SYSTEM_OFF;
    __asm__ volatile("smc #0" : "+r"(x0) : : "x1", "x2", "x3", "memory");
}

/* --- pvpanic-pci: one byte of memory, at a BAR to which no address has been assigned yet --- */

#define PVPANIC          0x00111b36 /* device and vendor */
#define PVPANIC_PANICKED 1

/* PCI Local Bus 3.0, 6.1: the configuration of a device, here in words. */
enum { ID = 0, COMMAND = 1, BAR0 = 4 };
#define COMMAND_MEMORY 2

#define BUS0_DEVICES 32
#define ECAM_DEVICE  (1ul << 15) /* bytes of configuration from one device to the next */

/* "ranges" has 7 words each: type and address on the bus (3), address for us (2), size (2). */
#define RANGE_WORDS  7
#define RANGE_MEMORY 0x02000000

/* The start of the bus's 32-bit memory, if the CPU has it at the same address; else 0. */
static uint64_t pci_memory(const struct fdt_node *bridge)
{
    size_t length;
    const char *range = fdt_property(&device_tree, bridge, "ranges", &length);
    for (; range && length >= 4 * RANGE_WORDS;
         length -= 4 * RANGE_WORDS, range += 4 * RANGE_WORDS) {
        if (fdt_u32(range) == RANGE_MEMORY && fdt_u32(range + 8) == fdt_u32(range + 16))
            return fdt_u32(range + 8);
    }
    return 0;
}

static void signal_panic(void)
{
    struct fdt_node bridge;
    uint64_t ecam, size;
    if (!device_tree_find("pcie", &bridge) || !fdt_reg(&device_tree, &bridge, 0, &ecam, &size))
        return;
    uint64_t memory = pci_memory(&bridge);
    for (unsigned i = 0; memory && i < BUS0_DEVICES; i++) {
        volatile uint32_t *config = (volatile uint32_t *)(ecam + i * ECAM_DEVICE);
        if (config[ID] != PVPANIC)
            continue;
        config[BAR0] = memory;
        config[COMMAND] = COMMAND_MEMORY;
        memory_barrier();
        *(volatile uint8_t *)memory = PVPANIC_PANICKED;
        for (;;)
            __asm__ volatile("wfi");
    }
}

_Noreturn void power_off(int status)
{
    if (status) {
        signal_panic();
        printf("power: no pvpanic-pci device, so failure cannot be reported; halted\n");
    } else {
        system_off();
    }
    for (;;)
        __asm__ volatile("wfi");
}
