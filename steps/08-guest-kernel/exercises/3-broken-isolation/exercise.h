/* Exercise 8.3: where is the isolation of the guest's programs broken? */
#pragma once

#include <stdint.h>

#define RIGHT_ENTRIES 0 /* no entry is wrong */

/* What you found of a bug. */
struct found {
    uint64_t page;  /* virtual address: the first byte of the page */
    unsigned entry; /* of the walk: the first that guest-walk shows is 1 */
    unsigned bit;   /* of that entry: 0 is the lowest. With RIGHT_ENTRIES: 0 */
};

/* Your answer, for one seed: bugs 1 to 3 on riscv64, aarch64 and x86_64, in this order. */
extern const struct found found[3][3];

/* It calls nothing. */
