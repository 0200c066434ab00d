/* Shared by the fuzzers: what must be so, and how often an input was a good one. */
#pragma once

#include "panic.h"

#include <stdio.h>
#include <stdlib.h>

#define MUST(expression)                                                             \
    do {                                                                             \
        if (!(expression)) {                                                         \
            fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #expression); \
            abort();                                                                 \
        }                                                                            \
    } while (0)

/* Printed at the end: a fuzzer whose inputs are all refused at the first check finds nothing. */
static unsigned long fuzz_successes;
__attribute__((destructor)) static void print_successes(void)
{
    fprintf(stderr, "%lu files read\n", fuzz_successes);
}

/* --- What stands in for the machine --- */

void console_putc(char c)
{
}

void panic(const char *format, ...)
{
    fprintf(stderr, "panic: %s\n", format);
    abort();
}
