/* MISS recording 3, the line: the book is a copy of a note that was wrong before */
#include "exercise.h"

const struct found found[3] = {
    {.line = 37, .exit = 214},
    {.line = 59, .exit = 347},
    {.line = 81, .exit = 319},
};
