/* The console: the kernel's lines, and the terminal of programs. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Supports what format.h says. */
void printf(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* For what must not be: prints "panic: what", and switches the machine off as failed. */
_Noreturn void panic(const char *text, ...) __attribute__((format(printf, 1, 2)));

/* Takes the bytes that have come. Interrupts are off. */
void console_interrupt(void);

/* The current process reads a line, or what is left of one: bytes, 0 at the end of its input (^D),
 * or an error. It waits for one. */
long console_read(uint64_t buffer, uint64_t size);

/* It writes; other tasks run in between. */
long console_write(uint64_t buffer, uint64_t size);
