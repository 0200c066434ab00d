#include "fdt_builder.h"

#include <stdlib.h>
#include <string.h>

#define HEADER 40

static uint8_t structure[8192];
static char names[2048];
static unsigned structure_size, names_size;

void put_u32(uint8_t *at, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++)
        at[i] = value >> (24 - 8 * i);
}

void build_start(void)
{
    structure_size = names_size = 0;
}

void build_u32(uint32_t value)
{
    put_u32(structure + structure_size, value);
    structure_size += 4;
}

static void build_bytes(const void *bytes, unsigned length)
{
    memset(structure + structure_size, 0, length + 4);
    if (length)
        memcpy(structure + structure_size, bytes, length);
    structure_size += (length + 3) / 4 * 4;
}

void build_begin(const char *name)
{
    build_u32(BEGIN_NODE);
    build_bytes(name, strlen(name) + 1);
}

void build_property(const char *name, const void *value, uint32_t length)
{
    build_u32(PROPERTY);
    build_u32(length);
    build_u32(names_size);
    build_bytes(value, length);
    strcpy(names + names_size, name);
    names_size += strlen(name) + 1;
}

void build_cells(const char *name, const uint32_t *cells, unsigned count)
{
    uint8_t bytes[64];
    for (unsigned i = 0; i < count; i++)
        put_u32(bytes + 4 * i, cells[i]);
    build_property(name, bytes, 4 * count);
}

void build_end(void)
{
    build_u32(END_NODE);
}

uint8_t *build_blob(size_t *size)
{
    static uint8_t *blob;
    free(blob);
    *size = HEADER + structure_size + names_size;
    blob = malloc(*size);
    memset(blob, 0, HEADER);
    put_u32(blob, 0xd00dfeed);
    put_u32(blob + 4, *size);
    put_u32(blob + 8, HEADER);
    put_u32(blob + 12, HEADER + structure_size);
    put_u32(blob + 20, 17);
    put_u32(blob + 32, names_size);
    put_u32(blob + 36, structure_size);
    memcpy(blob + HEADER, structure, structure_size);
    memcpy(blob + HEADER + structure_size, names, names_size);
    return blob;
}

/* --- Walking --- */

static void read_node(const struct fdt *fdt, const struct fdt_node *node)
{
    static const char *const wanted[] = {"reg", "compatible", "device_type", "bootargs", "none"};
    for (unsigned i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        size_t length, sum = 0;
        const uint8_t *value = fdt_property(fdt, node, wanted[i], &length);
        for (size_t at = 0; value && at < length; at++)
            sum += value[at]; /* all of it can be read */
        const char *text = fdt_string(fdt, node, wanted[i]);
        if (text)
            sum += strlen(text);
        CHECK(!value || sum <= 256 * length);
    }
    fdt_compatible(fdt, node, "virtio,mmio");
    uint64_t base, size;
    for (unsigned i = 0; i < 40 && fdt_reg(fdt, node, i, &base, &size); i++)
        continue;
}

unsigned walk_all(const struct fdt *fdt)
{
    struct fdt_node node = {0};
    unsigned nodes = 0;
    size_t most = (fdt->structure_end - fdt->structure) / 5; /* a token and an empty name */
    while (fdt_next(fdt, &node)) {
        CHECK(node.depth <= FDT_DEPTH && strlen(node.name) < fdt->size);
        read_node(fdt, &node);
        if (!CHECK(++nodes <= most))
            break;
    }
    return nodes;
}
