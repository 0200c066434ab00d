/*
 * Errors: whatever can fail returns one. It is a sentence that says what is wrong, or OK.
 * The one caller that knows the file, the address or the option prints it, once.
 */
#pragma once

typedef const char *error;
#define OK ((error)0)

/* Formats a sentence (as printf does) into one static buffer: it holds until the next call. */
error error_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
