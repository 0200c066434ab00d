/* x86_64: what an instruction needs when its access is finished. */
#pragma once

#include "x86_64_decode.h"
#include "x86_64_strings.h"

struct access_rest {
    struct memory_operand memory;
    struct string_operand string;
};
