#include "exercise.h"

uint64_t mapped_bytes(const struct stage2 *stage2)
{
    return 0;
}
