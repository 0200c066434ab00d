#include "fdt.h"

#include "string.h"

enum { BEGIN_NODE = 1, END_NODE = 2, PROPERTY = 3, NOP = 4, END = 9 };

#define MAGIC       0xd00dfeed
#define HEADER_SIZE 40

uint32_t fdt_u32(const void *at)
{
    const unsigned char *b = at;
    return (uint32_t)b[0] << 24 | b[1] << 16 | b[2] << 8 | b[3];
}

error fdt_open(struct fdt *fdt, const void *blob)
{
    const char *b = blob;
    if (!b || fdt_u32(b) != MAGIC)
        return error_of("device tree: none at %p", blob);
    uint64_t size = fdt_u32(b + 4), structure = fdt_u32(b + 8), strings = fdt_u32(b + 12);
    uint64_t strings_size = fdt_u32(b + 32), structure_size = fdt_u32(b + 36);
    if (size < HEADER_SIZE || structure % 4 || structure + structure_size > size ||
        strings + strings_size > size)
        return error_of("device tree: the header at %p lies about its sizes", blob);
    *fdt = (struct fdt){
        .structure = b + structure,
        .structure_end = b + structure + structure_size,
        .strings = b + strings,
        .strings_end = b + strings + strings_size,
        .size = size,
    };
    return OK;
}

/* The string at s if it ends before end; else NULL. */
static const char *bounded(const char *s, const char *end)
{
    for (const char *at = s; at < end; at++) {
        if (!*at)
            return s;
    }
    return NULL;
}

/* Whether that name is at s, and ends before end. Most differ in the first letter. */
static bool is_name(const char *s, const char *end, const char *name)
{
    for (; s < end && *s == *name; s++, name++) {
        if (!*s)
            return true;
    }
    return false;
}

static size_t padded(size_t n)
{
    return (n + 3) & ~3ul;
}

/* One token of the structure block. */
struct token {
    uint32_t kind;
    const char *name;  /* of a node; of a property, and then it need not end */
    const char *value; /* of a property */
    uint32_t length;   /* of the value, bytes */
    const char *next;
};

static bool read_token(const struct fdt *fdt, const char *at, struct token *token)
{
    if (at > fdt->structure_end || fdt->structure_end - at < 4)
        return false;
    size_t left = fdt->structure_end - at;
    token->kind = fdt_u32(at);
    token->next = at + 4;
    if (token->kind == BEGIN_NODE) {
        token->name = bounded(at + 4, fdt->structure_end);
        if (!token->name)
            return false;
        token->next += padded(strlen(token->name) + 1);
    } else if (token->kind == PROPERTY) {
        if (left < 12)
            return false;
        token->length = fdt_u32(at + 4);
        token->value = at + 12;
        uint32_t name = fdt_u32(at + 8);
        if (padded(token->length) > left - 12 || name >= fdt->strings_end - fdt->strings)
            return false;
        token->name = fdt->strings + name;
        token->next = token->value + padded(token->length);
    }
    return token->kind != END;
}

bool fdt_next(const struct fdt *fdt, struct fdt_node *node)
{
    const char *at = node->properties ? node->properties : fdt->structure;
    struct token token;
    for (; read_token(fdt, at, &token); at = token.next) {
        if (token.kind == END_NODE && node->depth-- == 0)
            return false;
        if (token.kind != BEGIN_NODE)
            continue;
        if (++node->depth > FDT_DEPTH)
            return false;
        node->name = token.name;
        node->properties = token.next;

        uint32_t *cells = node->cells[node->depth];
        size_t length;
        const void *value = fdt_property(fdt, node, "#address-cells", &length);
        cells[0] = value && length == 4 ? fdt_u32(value) : 2; /* the defaults: spec 2.3.5 */
        value = fdt_property(fdt, node, "#size-cells", &length);
        cells[1] = value && length == 4 ? fdt_u32(value) : 1;
        return true;
    }
    return false;
}

const void *fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                         size_t *length)
{
    struct token token;
    for (const char *at = node->properties; read_token(fdt, at, &token); at = token.next) {
        if (token.kind != PROPERTY && token.kind != NOP)
            break; /* properties come before nodes */
        if (token.kind == PROPERTY && is_name(token.name, fdt->strings_end, name)) {
            *length = token.length;
            return token.value;
        }
    }
    return NULL;
}

const char *fdt_string(const struct fdt *fdt, const struct fdt_node *node, const char *name)
{
    size_t length;
    const char *value = fdt_property(fdt, node, name, &length);
    return value ? bounded(value, value + length) : NULL;
}

bool fdt_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *name)
{
    size_t length;
    const char *value = fdt_property(fdt, node, "compatible", &length);
    const char *end = value ? value + length : NULL;
    for (; value < end && bounded(value, end); value += strlen(value) + 1) {
        if (!strcmp(value, name))
            return true;
    }
    return false;
}

static uint64_t read_cells(const char *at, unsigned cells)
{
    return cells == 1 ? fdt_u32(at) : (uint64_t)fdt_u32(at) << 32 | fdt_u32(at + 4);
}

bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, unsigned index, uint64_t *base,
             uint64_t *size)
{
    if (node->depth < 2)
        return false;
    const uint32_t *cells = node->cells[node->depth - 1];
    if (cells[0] < 1 || cells[0] > 2 || cells[1] < 1 || cells[1] > 2)
        return false;
    size_t length, pair = 4 * (cells[0] + cells[1]);
    const char *reg = fdt_property(fdt, node, "reg", &length);
    if (!reg || length / pair <= index)
        return false;
    *base = read_cells(reg + index * pair, cells[0]);
    *size = read_cells(reg + index * pair + 4 * cells[0], cells[1]);
    return true;
}
