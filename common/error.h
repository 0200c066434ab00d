/*
 * Every function that can fail returns an error: a sentence that says what is wrong, or OK.
 * The one caller that knows the file, the address or the option prints it, once.
 */
#pragma once

typedef const char *error;
#define OK ((error)0)

/* Formats a sentence, like printf, into one static buffer: it is valid until the next call. */
error error_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
