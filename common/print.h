/*
 * What goes to the screen: the hypervisor's lines, and the guest's, each with "[guest] " before it,
 * so that no guest can print a line that looks like ours.
 */
#pragma once

#include "error.h"

#include <stdarg.h>
#include <stddef.h>

/* Knows %d %u %x %c %s %p %%, with -, 0, a width, and l. Returns nothing: there is no way to fail.
 */
void printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints what went wrong, and where, in a line. Returns the exit status for it, 1. */
int failed(const char *where, error problem);

/* Formats into buffer, always terminated, cut where it is full. */
void format_into(char *buffer, size_t size, const char *format, va_list args);

/* One byte of the guest's. All but printable ASCII, newline and tab is shown as \xNN. */
void guest_putc(char c);

/* Names the set bits of value, most significant first: "SPV SPVP". NULL names are passed over. */
struct bit_name {
    unsigned long bit;
    const char *name;
};
void print_bits(unsigned long value, const struct bit_name *names, size_t count);
