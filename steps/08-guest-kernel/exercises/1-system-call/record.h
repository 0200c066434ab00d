/* What the program and the kernel agree on. */
#pragma once

#include <stdint.h>

#define RECORDS      12  /* places, from 0 on */
#define RECORD_BYTES 200 /* of a record, at most */

/* The first argument of the call: what to do. */
enum { RECORD_PUT = 1, RECORD_GET = 2 };

/* What RECORD_GET gives to the program: this, and then the record's bytes. */
struct record_head {
    uint32_t pid;   /* the process that put it */
    uint32_t bytes; /* how many it has */
};
