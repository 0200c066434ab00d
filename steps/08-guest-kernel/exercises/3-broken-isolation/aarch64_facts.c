/* AArch64: Armv8-A D8.3. */
#include "bug.h"

const struct facts facts = {.row = 1,
                            .kernel_pages = 0xffffff8040800000,
                            .entries = 3,
                            .valid = 0,
                            .write = 7, /* AP[2]: 1 is read-only */
                            .run = 54,  /* UXN: 1 is no code */
                            .user = 6,  /* AP[1] */
                            .moved = 0};
