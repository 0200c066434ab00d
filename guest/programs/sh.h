/* What sh.c and sh_read.c share. */
#pragma once

#include "user.h"

#define MAX_WORDS    64
#define MAX_COMMANDS 16

struct command {
    char *words[MAX_WORDS + 1];
    int count;
    char *in, *out;
    bool append;
};

struct pipeline {
    struct command commands[MAX_COMMANDS];
    int count;
};

extern int status; /* of the last pipeline: $? */

/* Skips spaces, and a comment. */
const char *skip(const char *at);

/* Reads commands with | between them, and moves *at to what follows. False: that is not understood.
 */
bool read_pipeline(const char **at, struct pipeline *pipeline);
