#include "device_tree.h"

#include "fdt.h"
#include "kernel.h"

static struct fdt tree;

/* The property of the first node whose name begins so; NULL if there is none. */
static const char *property(const char *name, const char *property, size_t *length)
{
    struct fdt_node node = {0};
    while (fdt_next(&tree, &node)) {
        if (!strncmp(node.name, name, strlen(name)))
            return fdt_property(&tree, &node, property, length);
    }
    return NULL;
}

uint64_t device_tree_number(const char *node, const char *name)
{
    size_t length = 0;
    const char *value = property(node, name, &length);
    uint64_t first = length < 4 ? 0 : fdt_u32(value);
    return length < 8 ? first : first << 32 | fdt_u32(value + 4);
}

bool device_tree_has(const char *node, const char *name, const char *word)
{
    size_t length = 0;
    const char *value = property(node, name, &length);
    for (size_t i = 0; i + strlen(word) <= length; i++) {
        if (!memcmp(value + i, word, strlen(word)))
            return true;
    }
    return false;
}

void device_tree_read(const void *blob)
{
    struct fdt_node node = {0};
    struct range r;
    size_t length = 0;
    error problem = fdt_open(&tree, blob);
    if (problem)
        panic("%s", problem);
    while (fdt_next(&tree, &node)) {
        for (unsigned i = 0; fdt_reg(&tree, &node, i, &r.base, &r.end); i++) {
            r.end += r.base;
            if (!strncmp(node.name, "memory", 6) && r.base <= to_physical(image_start) &&
                r.end >= to_physical(image_end))
                machine.ram = r;
        }
    }
    machine.initrd.base = device_tree_number("chosen", "linux,initrd-start");
    machine.initrd.end = device_tree_number("chosen", "linux,initrd-end");
    const char *words = property("chosen", "bootargs", &length);
    memcpy(machine.words, words, length < sizeof machine.words ? length : sizeof machine.words - 1);
    if (!machine.ram.end)
        panic("the device tree has no memory where the kernel is");
}
