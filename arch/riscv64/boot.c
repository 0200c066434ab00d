/* What the firmware left us: a hart in HS-mode and a device tree. */
#include "device_tree.h"
#include "machine.h"
#include "panic.h"

/* The single letters of "riscv,isa" come first: "rv64imafdch_zicsr_...". */
static bool has_hypervisor_extension(const struct fdt_node *cpu)
{
    const char *isa = fdt_string(&device_tree, cpu, "riscv,isa");
    for (isa = isa ? isa + 4 : ""; *isa && *isa != '_'; isa++) {
        if (*isa == 'h')
            return true;
    }
    return false;
}

_Noreturn void machine_start(const void *blob)
{
    machine_from_device_tree(blob);

    struct fdt_node node;
    size_t length;
    const void *frequency = NULL;
    if (device_tree_find("cpus", &node))
        frequency = fdt_property(&device_tree, &node, "timebase-frequency", &length);
    if (!frequency)
        panic("boot: no timebase-frequency in the device tree");
    machine.timer_hz = fdt_u32(frequency);

    if (!device_tree_find("cpu", &node) || !has_hypervisor_extension(&node))
        panic("boot: this CPU has no H extension, so no guest can be entered");
    power_off(main());
}
