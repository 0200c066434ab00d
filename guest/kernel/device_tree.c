#include "device_tree.h"

#include "fdt.h"
#include "kernel.h"

static struct fdt tree;

const char *device_tree_property(const char *name, const char *property, size_t *length)
{
    struct fdt_node node = {0};
    *length = 0;
    while (fdt_next(&tree, &node)) {
        if (!strncmp(node.name, name, strlen(name)))
            return fdt_property(&tree, &node, property, length);
    }
    return NULL;
}

/* A number of one cell or of two; 0 if it is not there. */
static uint64_t number_of(const char *value, size_t length)
{
    uint64_t first = length < 4 ? 0 : fdt_u32(value);
    return length < 8 ? first : first << 32 | fdt_u32(value + 4);
}

/* An address in the node "chosen". */
static uint64_t chosen_address(const char *name)
{
    size_t length;
    const char *value = device_tree_property("chosen", name, &length);
    return number_of(value, length);
}

/* Those after the one that boots, which is in the list already. */
static void read_cpus(void)
{
    struct fdt_node node = {0};
    size_t length;
    while (machine.cpu_count < MAX_CPUS && fdt_next(&tree, &node)) {
        const char *reg = fdt_property(&tree, &node, "reg", &length);
        if (strncmp(node.name, "cpu@", 4) || number_of(reg, length) == machine.cpus[0])
            continue;
        machine.cpus[machine.cpu_count++] = number_of(reg, length);
    }
}

void device_tree_read(const void *blob)
{
    struct fdt_node node = {0};
    struct range ram;
    size_t length;
    if (fdt_open(&tree, blob))
        panic("there is no device tree");
    while (!machine.ram.end && fdt_next(&tree, &node)) {
        if (!strncmp(node.name, "memory", 6) && fdt_reg(&tree, &node, 0, &ram.base, &ram.end))
            machine.ram = (struct range){ram.base, ram.base + ram.end};
    }
    read_cpus();
    machine.initrd.base = chosen_address("linux,initrd-start");
    machine.initrd.end = chosen_address("linux,initrd-end");
    const char *words = device_tree_property("chosen", "bootargs", &length);
    memcpy(machine.words, words, length < sizeof machine.words ? length : sizeof machine.words - 1);
}
