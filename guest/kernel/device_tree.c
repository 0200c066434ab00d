#include "device_tree.h"

#include "console.h"
#include "fdt.h"
#include "machine.h"
#include "string.h"

static struct fdt fdt;

/* The property of the first node whose name begins so; NULL if there is none. */
static const char *property_of(const char *name, const char *property, size_t *length)
{
    struct fdt_node node = {0};
    while (fdt_next(&fdt, &node)) {
        if (!strncmp(node.name, name, strlen(name)))
            return fdt_property(&fdt, &node, property, length);
    }
    return NULL;
}

uint64_t device_tree_number(const char *node, const char *property)
{
    size_t length;
    const char *value = property_of(node, property, &length);
    if (!value || length < 4)
        return 0;
    return length < 8 ? fdt_u32(value) : (uint64_t)fdt_u32(value) << 32 | fdt_u32(value + 4);
}

bool device_tree_has(const char *node, const char *property, const char *word)
{
    size_t length;
    const char *value = property_of(node, property, &length);
    for (size_t i = 0; value && i + strlen(word) <= length; i++) {
        if (!memcmp(value + i, word, strlen(word)))
            return true;
    }
    return false;
}

static void find_ram(void)
{
    struct fdt_node node = {0};
    while (fdt_next(&fdt, &node)) {
        struct range r;
        for (unsigned i = 0;
             !strncmp(node.name, "memory", 6) && fdt_reg(&fdt, &node, i, &r.base, &r.end); i++) {
            r.end += r.base;
            if (r.base <= to_physical(image_start) && r.end >= to_physical(image_end))
                machine.ram = r;
        }
    }
    if (!machine.ram.end)
        panic("the device tree has no memory where the kernel is");
}

void device_tree_read(const void *tree)
{
    error problem = fdt_open(&fdt, tree);
    if (problem)
        panic("%s", problem);
    find_ram();
    machine.initrd.base = device_tree_number("chosen", "linux,initrd-start");
    machine.initrd.end = device_tree_number("chosen", "linux,initrd-end");
    size_t length;
    const char *words = property_of("chosen", "bootargs", &length);
    for (size_t i = 0; words && i < length && i < sizeof machine.words - 1; i++)
        machine.words[i] = words[i];
}

/* Of fdt.c, which says no more than what is wrong. */
error error_of(const char *format, ...)
{
    return format;
}
