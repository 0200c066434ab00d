/* MISS recording 3, the exit: that of another recording */
#include "exercise.h"

const struct found found[3] = {
    {.line = 37, .exit = 214},
    {.line = 59, .exit = 347},
    {.line = 73, .exit = 347},
};
