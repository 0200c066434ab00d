/*
 * Printing: the hypervisor's lines, and the guests', each after a prefix such as "[guest] ", so
 * that no guest can print a line that looks like the hypervisor's.
 */
#pragma once

#include "error.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Supports %d %u %x %c %s %p %%, with -, 0, a width, and l. It cannot fail. */
void printf(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Prints where and what went wrong, in one line. Returns 1, the exit status for it. */
int report_error(const char *where, error problem);

/* Formats into buffer, always terminated, truncated if it is full. */
void format_into(char *buffer, size_t size, const char *format, va_list args);

/* A line that a guest prints, perhaps not ended yet. */
struct guest_line {
    const char *prefix; /* what each line begins with: "[guest] " */
    unsigned column;    /* of the row, where 0 is the one after the first eight */

    /* Shows a byte of a control sequence, in a step that knows some; false if it is not one. */
    bool (*control)(struct guest_line *line, char c);
    /* The next byte that was typed for the guest, or -1; NULL: all that is typed is for it. */
    int (*input)(struct guest_line *line);
    char sequence[8]; /* the bytes of one that is not complete, */
    unsigned length;  /* and how many */
};

/* A terminal has 80 at the least. A prefix takes the first eight, or more. */
#define GUEST_COLUMNS 72

/* Prints one byte of a guest. Anything except printable ASCII, newline, tab and what line->control
 * takes is shown as \xNN. A long line is broken, so that the prefix stands wherever a row of a
 * terminal begins. */
void guest_putc(struct guest_line *line, char c);

/* The first column after the prefix. */
unsigned guest_line_first(const struct guest_line *line);

/* Whether the line is the one that the console's cursor is in. */
bool guest_line_is_open(const struct guest_line *line);

/* After a carriage return: goes back to the beginning of the open line, prints its prefix again. */
void guest_line_restart(struct guest_line *line);

/* Formats a few words for a report, into a static buffer of their own: valid until the next call.
 */
const char *phrase(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Names the set bits of value, most significant first: "SPV SPVP". NULL names are skipped. */
struct bit_name {
    unsigned long bit;
    const char *name;
};
void print_bits(unsigned long value, const struct bit_name *names, size_t count);
