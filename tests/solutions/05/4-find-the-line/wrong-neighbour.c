/* MISS recording 1, the line: the line above it, which wrote only where it should */
#include "exercise.h"

const struct found found[3] = {
    {.line = 36, .exit = 214},
    {.line = 59, .exit = 347},
    {.line = 73, .exit = 319},
};
