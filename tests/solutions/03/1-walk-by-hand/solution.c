#include "exercise.h"

/* By hand, each GPA is a case with its numbers. They differ with the seed: this is a program. */
struct walk walk_by_hand(uint64_t gpa, const stage2_entry *root)
{
    struct walk walk = {};
    const stage2_entry *table = root;
    for (unsigned height = STAGE2_TOP;; height--) {
        uint64_t entries = height == STAGE2_TOP ? STAGE2_ROOT_SIZE / sizeof *root : 512;
        unsigned index = gpa / entry_span(height) % entries;
        walk.index[STAGE2_TOP - height] = index;
        if (!entry_present(table[index]))
            return walk;
        if (!entry_is_table(table[index], height)) {
            walk.hpa = entry_address(table[index]) + gpa % entry_span(height);
            walk.prot = entry_prot(table[index]);
            return walk;
        }
        table = table_below(table[index]);
    }
}
