/* x86_64: APM vol. 2 5.3, 5.4. */
#include "bug.h"

const struct facts facts = {.row = 2,
                            .kernel_pages = 0xffffffff80800000,
                            .entries = 4,
                            .valid = 0,
                            .write = 1,
                            .run = 63, /* NX: 1 is no code */
                            .user = 2,
                            .moved = 0};
