/* What printf() is made of, for the kernel and for programs. */
#pragma once

#include <stdarg.h>

/* Calls put(to, c) for each character. Supports %d %u %x %c %s %p %%, with -, 0, a width, and l. */
void format(void (*put)(void *to, char c), void *to, const char *text, va_list arguments);
