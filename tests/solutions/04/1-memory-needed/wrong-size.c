/* MISS a segment over the edge of a page: the size is rounded, not the end */
#include "exercise.h"

struct gpa_range memory_needed(const struct elf_segment *segments, unsigned count)
{
    struct gpa_range range = {.base = UINT64_MAX, .end = 0};
    for (unsigned i = 0; i < count; i++) {
        uint64_t base = segments[i].gpa / PAGE_SIZE * PAGE_SIZE;
        uint64_t pages = (segments[i].memory_size + PAGE_SIZE - 1) / PAGE_SIZE;
        if (base < range.base)
            range.base = base;
        if (base + pages * PAGE_SIZE > range.end)
            range.end = base + pages * PAGE_SIZE;
    }
    return range;
}
