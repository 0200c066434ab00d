/*
 * Printing: the hypervisor's lines, and the guest's, each after "[guest] ", so that no guest can
 * print a line that looks like the hypervisor's.
 */
#pragma once

#include "error.h"

#include <stdarg.h>
#include <stddef.h>

/* Supports %d %u %x %c %s %p %%, with -, 0, a width, and l. It cannot fail. */
void printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints where and what went wrong, in one line. Returns 1, the exit status for it. */
int failed(const char *where, error problem);

/* Formats into buffer, always terminated, truncated if it is full. */
void format_into(char *buffer, size_t size, const char *format, va_list args);

/* Prints one byte of the guest. Anything except printable ASCII, newline and tab is shown as \xNN.
 */
void guest_putc(char c);

/* Names the set bits of value, most significant first: "SPV SPVP". NULL names are skipped. */
struct bit_name {
    unsigned long bit;
    const char *name;
};
void print_bits(unsigned long value, const struct bit_name *names, size_t count);
