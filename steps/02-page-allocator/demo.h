/* A demonstration of the allocator. */
#pragma once

#include <stdbool.h>

/* Allocates, frees, and tries what must be refused. False if pages were lost. */
bool show_allocator(void);

/* Prints a block that was just allocated. */
void show_alloc(const char *what, void *block);
