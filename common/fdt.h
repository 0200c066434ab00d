/*
 * Reading a flattened device tree (Devicetree Specification 0.4, chapter 5). Nothing in it is
 * trusted: a pointer outside the blob ends the walk.
 */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FDT_DEPTH 8

struct fdt {
    const char *structure, *structure_end; /* tokens */
    const char *strings, *strings_end;     /* names of properties */
    size_t size;                           /* bytes of the whole blob */
};

/* A node, and the position of the walk; {0} before the first. */
struct fdt_node {
    const char *name;                 /* "memory@80000000"; "" for the root */
    const char *properties;           /* its first token */
    unsigned depth;                   /* 1 for the root */
    uint32_t cells[FDT_DEPTH + 1][2]; /* #address-cells and #size-cells of the nodes above */
};

/* Checks the header at blob. */
error fdt_open(struct fdt *fdt, const void *blob);

/* Moves to the next node, in the order of the blob; false at its end. */
bool fdt_next(const struct fdt *fdt, struct fdt_node *node);

/* The property's value and its length in bytes; NULL if there is none. */
const void *fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
                         size_t *length);

/* A property that is a string, or NULL. */
const char *fdt_string(const struct fdt *fdt, const struct fdt_node *node, const char *name);

/* Whether "compatible" lists that name. */
bool fdt_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *name);

/* The index-th pair of "reg"; false if there are fewer. */
bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, unsigned index, uint64_t *base,
             uint64_t *size);

/* A big-endian 32-bit number in the blob. */
uint32_t fdt_u32(const void *at);
