/* For machines that are described by a device tree, while they start. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Fills machine, except the clock. The other two look into the same tree. */
void device_tree_read(const void *tree);

/* Whether a node whose name begins so has that word in a property. */
bool device_tree_has(const char *node, const char *property, const char *word);

/* The first number in such a property; 0 if there is none. */
uint64_t device_tree_number(const char *node, const char *property);
