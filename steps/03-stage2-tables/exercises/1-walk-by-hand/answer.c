#include "exercise.h"

struct walk walk_by_hand(uint64_t gpa, const stage2_entry *root)
{
    switch (gpa) {
    /* A GPA that the grader prints, and what you found; then the other two in the same way. On
     * riscv64 and aarch64, with three tables, the fourth index stays 0; x86_64 has four. */
    case 0x123:
        return (struct walk){.index = {0, 0, 0, 0}, .hpa = 0x0, .prot = STAGE2_R | STAGE2_W};
    }
    return (struct walk){};
}
