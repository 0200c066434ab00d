/*
 * Every function that can fail returns an error: a sentence that says what is wrong, or OK.
 * The one caller that knows the file, the address or the option prints it, once.
 */
#pragma once

typedef const char *error;
#define OK ((error)0)

/* Returns the call's error from the function that it stands in, if there is one. */
#define TRY(call)              \
    do {                       \
        error problem_ = call; \
        if (problem_)          \
            return problem_;   \
    } while (0)

/* Formats a sentence, like printf, into one static buffer: it is valid until the next call returns.
 */
error error_of(const char *format, ...) __attribute__((format(printf, 1, 2)));
