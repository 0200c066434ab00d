#include "exercise.h"

struct walk walk_by_hand(uint64_t gpa, const stage2_entry *root)
{
    switch (gpa) {
    case 0x123: /* a GPA that the grader prints, and what you found; then the others in the same way
                 */
        return (struct walk){.index = {0, 0, 0}, .hpa = 0x0, .prot = STAGE2_R | STAGE2_W};
    }
    return (struct walk){};
}
