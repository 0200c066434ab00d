/* AArch64: what a load still needs once the device has answered; from ESR_EL2. */
#pragma once

#include <stdbool.h>

struct access_rest {
    unsigned reg;     /* gets the value that was read; 31: none does */
    bool sign_extend; /* to the width of the register, */
    bool is_64bit;    /* which is this */
};
