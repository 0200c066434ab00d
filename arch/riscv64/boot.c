/* What the firmware left us: a hart in HS-mode and a device tree. */
#include "cpu.h"
#include "device_tree.h"
#include "machine.h"
#include "panic.h"

#include "string.h"

/* --- The image --- */

/* The firmware has protected it: firmware.S. */

/* --- Memory --- */

/* Bytes that cbo.zero clears at once ("CMO" 2.7, Zicboz); 0 on a CPU that does not have it. */
static uint64_t zero_block;

void *memory_zero(void *at, uint64_t size)
{
    char *p = at, *end = p + size;
    if (!zero_block)
        return memset(at, 0, size);
    for (; p < end; p += zero_block)
        __asm__ volatile(".insn i 0x0f, 2, x0, 4(%0)" : : "r"(p) : "memory"); /* cbo.zero (%0) */
    return at;
}

/* Nothing to do: on this machine no guest starts with its caches off. */
void memory_clean(const void *at, uint64_t size)
{
}

/* --- Starting --- */

/* "riscv,isa" is "rv64imafdch_zicsr_sstc...": single letters first, then names. */
bool cpu_has_extension(const char *name)
{
    struct fdt_node cpu;
    const char *isa = NULL;
    if (device_tree_find("cpu", &cpu))
        isa = fdt_string(&device_tree, &cpu, "riscv,isa");
    if (!isa || strncmp(isa, "rv64", 4))
        return false;

    size_t n = strlen(name);
    const char *at = isa + 4;
    for (; *at && *at != '_'; at++) {
        if (n == 1 && *at == *name)
            return true;
    }
    for (; *at; at++) {
        if (*at == '_' && !strncmp(at + 1, name, n) && strchr("_", at[1 + n]))
            return true;
    }
    return false;
}

_Noreturn void machine_start(const void *blob, uint64_t hart)
{
    this_cpu()->id = hart;
    machine_started = cycle_counter();
    machine_from_device_tree(blob);

    struct fdt_node node;
    size_t length;
    const void *frequency = NULL;
    if (device_tree_find("cpus", &node))
        frequency = fdt_property(&device_tree, &node, "timebase-frequency", &length);
    if (!frequency)
        panic("boot: no timebase-frequency in the device tree");
    machine.timer_hz = fdt_u32(frequency);

    if (!cpu_has_extension("h"))
        panic("boot: this CPU has no H extension, so no guest can be entered");
    const void *block = device_tree_find("cpu", &node) && cpu_has_extension("zicboz")
                            ? fdt_property(&device_tree, &node, "riscv,cboz-block-size", &length)
                            : NULL;
    zero_block = block ? fdt_u32(block) : 0;
    machine_check_clock();
    power_off(main());
}
