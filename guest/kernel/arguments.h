/* What a program finds on its stack when it starts. */
#pragma once

#include "space.h"

/* Strings up to a NULL: an array of the current program's, or one of the kernel's. */
struct strings {
    uint64_t user;
    const char *const *kernel;
};

/* Gives the new program a stack, with arguments and environment; returns the stack pointer.
 * -EFAULT, -E2BIG, -ENOMEM. */
long make_stack(struct space *space, const struct strings *arguments,
                const struct strings *environment);
