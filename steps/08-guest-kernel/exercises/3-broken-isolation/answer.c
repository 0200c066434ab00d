#include "exercise.h"

/* Fill in the part of your architecture. */
const struct found riscv64[3] = {
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
};

const struct found aarch64[3] = {
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
};

const struct found x86_64[3] = {
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
    {.page = 0, .entry = 0, .bit = 0},
};
