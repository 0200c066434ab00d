/* MISS segments in any order: the first is taken for the lowest, the last for the highest */
#include "exercise.h"

struct gpa_range memory_needed(const struct elf_segment *segments, unsigned count)
{
    const struct elf_segment *last = segments + count - 1;
    return (struct gpa_range){
        .base = segments->gpa & -PAGE_SIZE,
        .end = (last->gpa + last->memory_size + PAGE_SIZE - 1) & -PAGE_SIZE,
    };
}
