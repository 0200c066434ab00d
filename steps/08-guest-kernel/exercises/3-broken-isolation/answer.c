#include "exercise.h"

const struct found found[3][3] = {
    {
        /* riscv64 */
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
    },
    {
        /* aarch64 */
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
    },
    {
        /* x86_64 */
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
        {.page = 0, .entry = 0, .bit = 0},
    },
};
