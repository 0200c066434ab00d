/* For the grader: the answer's device, and a model of it that each access of the guest is compared
 * with. */
#pragma once

#include "exercise.h"
#include "script.h"

struct chip {
    struct place place;
    struct rng rng;
    struct device answer; /* its functions, before ours came in between */

    /* The model. */
    unsigned ready, errors;
    bool interrupt, high;
    uint64_t given; /* numbers that the guest got */
};

#define CHIPS 2
extern struct chip chips[CHIPS];

/* The end of each message about a difference from the model. */
extern const char *chip_hint;

/* A new board with so many of the answer's devices, in new places. False if the answer did not add
 * them: the point is missed then. */
bool chips_new(unsigned count);

/* GPA of a register. */
uint64_t chip_data(const struct chip *chip);
uint64_t chip_status(const struct chip *chip);
uint64_t chip_control(const struct chip *chip);

/* How many numbers noise() has given since the chips were added. */
uint64_t noise_count(void);
