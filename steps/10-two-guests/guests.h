/* Several guests, from the options to the end of the last one. */
#pragma once

#include "restart.h"
#include "scheduler.h"

/* A guest with its machine and its share of the CPU. */
struct member {
    struct vm vm;
    struct share share;
};

/* Makes the guests that the options name, each by its own options. False after a line that says
 * what is wrong. */
bool guests_make(void);

/* Runs them all until the last has ended. Returns the exit status: 0 if all ended well. */
int guests_run(void);
