/* MISS recording 1, the exit: counted from 0 */
#include "exercise.h"

const struct found found[3] = {
    {.line = 37, .exit = 213},
    {.line = 59, .exit = 347},
    {.line = 73, .exit = 319},
};
