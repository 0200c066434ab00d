/* A solution of exercise 9.3. */
#include "exercise.h"

const struct found found[3] = {
    {.saved = 0,
     .delays = TIME_REGISTER,
     .told = DEVICE_TREE,
     .kind = EXIT_WAIT,
     .ticks = 250,
     .chip = 0x101000,
     .exits = 9},
    {.saved = 0,
     .delays = VIRTUAL_COUNTER,
     .told = A_REGISTER,
     .kind = EXIT_INTERRUPT,
     .ticks = 250,
     .chip = 0x9010000,
     .exits = 8},
    {.saved = 0,
     .delays = TIME_STAMP,
     .told = COMMAND_LINE,
     .kind = EXIT_DEVICE,
     .ticks = 250,
     .chip = 0x70,
     .exits = 154},
};
