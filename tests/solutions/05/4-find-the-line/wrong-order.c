/* MISS recording 1, the line: recordings 1 and 2 are exchanged */
#include "exercise.h"

const struct found found[3] = {
    {.line = 59, .exit = 347},
    {.line = 37, .exit = 214},
    {.line = 73, .exit = 319},
};
