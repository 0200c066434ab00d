/* Shared by the fuzzers: what must be so, and how often an input was a good one. */
#pragma once

#include "panic.h"

#include <stdlib.h>

int dprintf(int file, const char *format, ...); /* of stdio.h, whose printf() is another */

#define MUST(expression)                                                        \
    do {                                                                        \
        if (!(expression)) {                                                    \
            dprintf(2, "%s:%d: not so: %s\n", __FILE__, __LINE__, #expression); \
            abort();                                                            \
        }                                                                       \
    } while (0)

/* Printed at the end: a fuzzer whose inputs are all refused at the first check finds nothing. */
static unsigned long fuzz_successes;
__attribute__((destructor)) static void print_successes(void)
{
    dprintf(2, "%lu files read\n", fuzz_successes);
}

/* --- What stands in for the machine --- */

void console_putc(char c)
{
}

void panic(const char *format, ...)
{
    dprintf(2, "panic: %s\n", format);
    abort();
}
