/* For guests that say what was as expected, line by line. */
#pragma once

#include "print.h"

#include <stdbool.h>

static inline void expect(const char *what, bool ok)
{
    print(ok ? "ok " : "MISS ");
    print(what);
    print("\n");
}
