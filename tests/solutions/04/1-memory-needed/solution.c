#include "exercise.h"

struct gpa_range memory_needed(const struct elf_segment *segments, unsigned count)
{
    struct gpa_range range = {.base = UINT64_MAX, .end = 0};
    for (const struct elf_segment *s = segments; s < segments + count; s++) {
        uint64_t end = s->gpa + s->memory_size;
        if (s->gpa < range.base)
            range.base = s->gpa;
        if (end > range.end)
            range.end = end;
    }
    range.base &= -PAGE_SIZE;
    range.end = (range.end + PAGE_SIZE - 1) & -PAGE_SIZE;
    return range;
}
