/* What a machine that boots with a device tree learns from it (RISC-V and AArch64). */
#pragma once

#include "fdt.h"

extern struct fdt device_tree;

/* Opens the blob and fills machine's RAM (without the image and the blob itself) and command line.
 * Panics if there is no device tree, or no memory in it. */
void machine_from_device_tree(const void *blob);

/* The next CPU after that node, which is zeroed at first, and the number by which the machine knows
 * it; false if there is none. */
bool device_tree_next_cpu(struct fdt_node *node, uint64_t *id);

/* The first node with that name, up to its "@"; false if there is none. */
bool device_tree_find(const char *name, struct fdt_node *node);
