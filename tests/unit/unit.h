/*
 * The harness of the host-side tests. RUN(test) runs a function in a process of its own, since the
 * code under test keeps its state in static variables, and since a crash must not hide the tests
 * after it. A failed check is printed with its file and line, and the test continues.
 */
#pragma once

#include "error.h"

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RUN(test) unit_run(#test, test)

#define CHECK(expression) unit_check(expression, #expression, __FILE__, __LINE__)
#define CHECK_EQUAL(is, wanted) \
    unit_check_equal((uint64_t)(is), (uint64_t)(wanted), #is, __FILE__, __LINE__)
#define CHECK_STRING(is, wanted) unit_check_string(is, wanted, #is, __FILE__, __LINE__)

/* The call returns OK; or it returns an error that says so. */
#define CHECK_OK(call)          unit_check_error(call, NULL, #call, __FILE__, __LINE__)
#define CHECK_ERROR(call, says) unit_check_error(call, says, #call, __FILE__, __LINE__)

/* The call ends in a panic that says so. */
#define CHECK_PANIC(call, says)                                     \
    do {                                                            \
        if (!setjmp(unit_panic_handler())) {                        \
            call;                                                   \
            unit_check(false, #call " panics", __FILE__, __LINE__); \
        }                                                           \
        unit_check_panic(says, #call, __FILE__, __LINE__);          \
    } while (0)

void unit_run(const char *name, void (*test)(void));
/* Prints how it went; its result is main()'s. */
int unit_end(const char *program);

bool unit_check(bool good, const char *what, const char *file, int line);
bool unit_check_equal(uint64_t is, uint64_t wanted, const char *what, const char *file, int line);
bool unit_check_string(const char *is, const char *wanted, const char *what, const char *file,
                       int line);
bool unit_check_error(error is, const char *says, const char *what, const char *file, int line);
jmp_buf *unit_panic_handler_(void);
#define unit_panic_handler() *unit_panic_handler_()
void unit_check_panic(const char *says, const char *what, const char *file, int line);

/* What is being tried: printed, up to the next call, with each failure. */
void unit_case(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A line of the program's own, shown with the result. */
void unit_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A random number below limit. The seed is the environment's UNIT_SEED, or 1; each test starts from
 * it, and a failed test prints it. */
uint64_t unit_random(uint64_t limit);

/* Writes a little-endian number. */
void put(uint8_t *at, uint64_t value, unsigned bytes);

/* --- What stands in for the machine (host.c) --- */

/* Memory between two guard pages, aligned as asked for (a power of two); not zeroed. */
void *host_memory(uint64_t size, uint64_t alignment);

/* A file's bytes, private to this process, and their number; ends the test without it. */
uint8_t *host_file(const char *path, uint64_t *size);

/* What console_putc() was given since the last call of this. */
const char *host_console(void);
