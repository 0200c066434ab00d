/* Reading the table: as the hardware does, and as a drawing. Making a table, and destroying it. */
#include "stage2.h"

#include "page_alloc.h"
#include "print.h"

error stage2_init(struct stage2 *stage2, unsigned tag)
{
    *stage2 = (struct stage2){.root = page_alloc(order_of(STAGE2_ROOT_SIZE)), .tag = tag};
    if (!stage2->root)
        return error_of("no memory for a stage-2 root of %d KiB", STAGE2_ROOT_SIZE / 1024);
    return OK;
}

static void free_below(stage2_entry *table, unsigned height, unsigned entries)
{
    for (unsigned i = 0; i < entries; i++) {
        if (entry_is_table(table[i], height))
            free_below(table_below(table[i]), height - 1, 512);
    }
    page_free(table);
}

void stage2_destroy(struct stage2 *stage2)
{
    stage2_fence(stage2);
    free_below(stage2->root, STAGE2_TOP, STAGE2_ROOT_SIZE / sizeof(stage2_entry));
    stage2->root = NULL;
}

/*
 * The walk. On AArch64 for example, whose levels are 1 to 3:
 *
 *   38      30 29      21 20      12 11         0
 *  +----------+----------+----------+------------+
 *  |  index   |  index   |  index   |   offset   |   gpa
 *  +----------+----------+----------+------------+
 *       |          |          |           |
 *      root ----> table ---> table ----> page: hpa
 *    height 2   height 1   height 0
 *
 * A leaf at height 1 or above ends the walk there: a block, in which the offset has more bits.
 */
bool stage2_lookup(const struct stage2 *stage2, uint64_t gpa, struct stage2_place *place)
{
    if (gpa >> STAGE2_GPA_BITS)
        return false;
    stage2_entry *table = stage2->root;
    for (unsigned height = STAGE2_TOP;; height--) {
        stage2_entry entry = *entry_of(table, height, gpa);
        if (!entry_is_table(entry, height)) {
            uint64_t offset = gpa % entry_span(height);
            place->left = entry_span(height) - offset;
            if (!entry_present(entry))
                return false;
            place->hpa = entry_address(entry) + offset;
            place->prot = entry_prot(entry);
            return true;
        }
        table = table_below(entry);
    }
}

void stage2_draw(const struct stage2 *stage2, uint64_t gpa)
{
    printf("stage2 0x%08lx\n", gpa);
    stage2_entry *table = stage2->root, entry;
    unsigned height = STAGE2_LEVELS;
    do {
        height--;
        stage2_entry *slot = entry_of(table, height, gpa);
        entry = *slot;
        printf("  %s [%4ld] @%p  %016lx  ", stage2_level_name(height), slot - table, (void *)slot,
               entry);
        print_entry(entry, height);
        printf("\n");
        table = table_below(entry);
    } while (entry_is_table(entry, height));
}
