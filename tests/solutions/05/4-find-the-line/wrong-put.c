/* MISS recording 2, the line: put() stored the value, but its caller gave it the address */
#include "exercise.h"

const struct found found[3] = {
    {.line = 37, .exit = 214},
    {.line = 51, .exit = 347},
    {.line = 73, .exit = 319},
};
