/* AArch64: the rest of a load, as ESR_EL2 has it. */
#pragma once

#include <stdbool.h>

struct access_rest {
    unsigned reg;     /* what is read goes there; 31: nowhere */
    bool sign_extend; /* to the width of the register, */
    bool is_64bit;    /* which is this */
};
