#include "exercise.h"

struct gpa_range memory_needed(const struct elf_segment *segments, unsigned count)
{
    /* Which of the fields of struct elf_segment matter here? */
    return (struct gpa_range){.base = 0, .end = 0};
}
