/* A line that is put together first, and printed by one hypercall. */
#pragma once

#include <stdint.h>

/* Adds to the line, as far as there is room: 80 bytes. */
void line_add(const char *text);
void line_add_number(uint64_t n);

/* Prints the line and its end, and starts the next one. */
void line_print(void);
