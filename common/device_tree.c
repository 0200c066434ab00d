#include "device_tree.h"

#include "machine.h"
#include "panic.h"
#include "string.h"

struct fdt device_tree;

bool device_tree_find(const char *name, struct fdt_node *node)
{
    size_t n = strlen(name);
    *node = (struct fdt_node){0};
    while (fdt_next(&device_tree, node)) {
        if (!strncmp(node->name, name, n) && (node->name[n] == '@' || !node->name[n]))
            return true;
    }
    return false;
}

bool device_tree_next_cpu(struct fdt_node *node, uint64_t *id)
{
    while (fdt_next(&device_tree, node)) {
        const char *type = fdt_string(&device_tree, node, "device_type");
        size_t length;
        const char *reg = fdt_property(&device_tree, node, "reg", &length);
        if (!type || strcmp(type, "cpu") || !reg || length < 4)
            continue;
        *id = fdt_u32(reg);
        if (length == 8)
            *id = *id << 32 | fdt_u32(reg + 4);
        return true;
    }
    return false;
}

static void add_memory(void)
{
    struct fdt_node node = {0};
    while (fdt_next(&device_tree, &node)) {
        const char *type = fdt_string(&device_tree, &node, "device_type");
        uint64_t base, size;
        if (!type || strcmp(type, "memory"))
            continue;
        for (unsigned i = 0; fdt_reg(&device_tree, &node, i, &base, &size); i++)
            machine_add_ram(base, size);
    }
    if (!machine.ram_ranges)
        panic("boot: no memory in the device tree");
}

void machine_from_device_tree(const void *blob)
{
    error problem = fdt_open(&device_tree, blob);
    if (problem)
        panic("boot: %s", problem);

    add_memory();
    /* The memory below the image belongs to the firmware. */
    machine_reserve(0, (uintptr_t)image_end);
    machine_reserve((uintptr_t)blob, device_tree.size);

    struct fdt_node chosen;
    const char *arguments = NULL;
    if (device_tree_find("chosen", &chosen))
        arguments = fdt_string(&device_tree, &chosen, "bootargs");
    if (arguments)
        machine.command_line = arguments;
}
