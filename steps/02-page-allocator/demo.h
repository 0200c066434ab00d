/* What the allocator does, shown on the screen. */
#pragma once

#include <stdbool.h>

/* Allocates, frees, and tries what must be refused. False when pages were lost on the way. */
bool show_allocator(void);

/* Prints a block that was just allocated. */
void show_alloc(const char *what, void *block);
