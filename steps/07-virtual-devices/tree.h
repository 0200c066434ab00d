/*
 * A flattened device tree ("Devicetree Specification" 0.4, chapter 5), written front to back: how a
 * guest's kernel learns what machine it has, on RISC-V and AArch64.
 */
#pragma once

#include "guest.h"

#include <stddef.h>

struct tree {
    uint8_t *blob; /* HPA */
    size_t size;   /* bytes of room */
    size_t at;     /* where the structure block continues: bytes from the blob's start */
    char names[512];
    size_t names_size;
    bool full;
};

/* Begin a node, inside the one that is open, and end it. A node's properties come before its nodes.
 */
void tree_begin(struct tree *tree, const char *name);
void tree_end(struct tree *tree);

/* Properties: without a value, a string, strings ("a\0b"), numbers of 32 bits, and addresses (or
 * sizes) of 64. */
void tree_empty(struct tree *tree, const char *name);
void tree_string(struct tree *tree, const char *name, const char *value);
#define tree_strings(tree, name, values) tree_bytes(tree, name, values, sizeof(values))
void tree_bytes(struct tree *tree, const char *name, const void *bytes, size_t count);
#define tree_cells(tree, name, ...)                           \
    tree_numbers(tree, name, (const uint32_t[]){__VA_ARGS__}, \
                 sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
void tree_numbers(struct tree *tree, const char *name, const uint32_t *numbers, unsigned count);
void tree_address(struct tree *tree, const char *name, uint64_t address);
void tree_reg(struct tree *tree, uint64_t base, uint64_t size);

/* What a later step adds to the root of each guest's tree; NULL: nothing. */
extern void (*tree_describe_more)(struct tree *tree, const struct guest *guest);

/*
 * Writes the guest's tree into the last page of its RAM, and returns its GPA. describe() adds what
 * the board has to the root, whose #address-cells and #size-cells are 2; the rest is the same for
 * all: /chosen with the boot words after "--", the path of the console and "rng-seed", and /memory.
 */
error tree_for_guest(struct guest *guest, void (*describe)(struct tree *tree, const struct guest *),
                     const char *console, uint64_t *gpa);
