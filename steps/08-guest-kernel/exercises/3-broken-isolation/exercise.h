/* Exercise 8.3: where is the isolation of the guest's programs broken? */
#pragma once

#include <stdint.h>

#define RIGHT_ENTRIES 0 /* no entry is wrong */

/* What you found in a recording. */
struct found {
    uint64_t page;  /* virtual address: the first byte of the page */
    unsigned entry; /* of the walk: the first that guest-walk shows is 1 */
    unsigned bit;   /* of that entry: 0 is the lowest. With RIGHT_ENTRIES: 0 */
};

/* Your answer, for one seed: recordings 1 to 3, of the architectures that you looked at. */
extern const struct found riscv64[3];
extern const struct found aarch64[3];
extern const struct found x86_64[3];

/* It calls nothing. */
