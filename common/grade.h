/*
 * What an exercise's grader finds, point by point. It stays in memory: the host reads it there when
 * the machine has ended (common/host/grade.py), so no text that an answer prints can change it.
 *
 * A grader is a main.c for its step, and defines points[].
 */
#pragma once

#include "error.h"

#include <stdbool.h>
#include <stdint.h>

struct point {
    const char *what;    /* what the answer has to do: "an empty table maps nothing" */
    void (*check)(void); /* tries it, and calls expect() */
};

/* Defined by the grader: at most MAX_POINTS, and after the last one without a name. */
extern const struct point points[];

#define MAX_POINTS     16
#define FINDING_LENGTH 248 /* bytes */

/* What was found of each point. */
struct finding {
    uint64_t word;            /* 0: not decided */
    char why[FINDING_LENGTH]; /* it was missed */
};
extern struct finding findings[MAX_POINTS];

/* The one that is being checked. */
extern const struct point *checked_point;

/* Misses the point that is being checked, unless ok, for a reason in a sentence that helps. Of
 * several reasons the first stays. Returns ok. */
bool expect(bool ok, const char *why, ...) __attribute__((format(printf, 2, 3)));

/* Panics if there is a problem: with the grader's own preparations, not with the answer. */
void must(error problem);

/*
 * Checks the next point and those after it, and powers off after the last. Whatever check() did not
 * miss, the answer has. main() calls this first. A check() that enters a guest does not return:
 * what the guest traps into calls this again.
 */
_Noreturn void check_points(void);
