/* RISC-V: Privileged S.4.3.1, S.4.4. */
#include "bug.h"

const struct facts facts = {.row = 0,
                            .kernel_pages = 0xffffffc080800000,
                            .entries = 3,
                            .valid = 0,
                            .write = 2,
                            .run = 3,
                            .user = 4,
                            .moved = -2};
