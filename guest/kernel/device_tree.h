/* For machines that are described by a device tree, while they start. */
#pragma once

#include <stddef.h>

/* Fills machine, except the clock. */
void device_tree_read(const void *tree);

/* Then: a property of the first node whose name begins so, and its bytes; NULL, and 0. */
const char *device_tree_property(const char *node, const char *name, size_t *length);
