/* x86_64: entries of a nested table, in numbers (APM vol. 2, 5.3 and 15.25.5). */
#include "stage2_pool.h"

void test_entry_format(void)
{
    CHECK_EQUAL(STAGE2_LEVELS, 4);
    CHECK_EQUAL(STAGE2_GPA_BITS, 48);
    CHECK_EQUAL(STAGE2_ROOT_SIZE, 4096);
    for (unsigned prot = 0; prot < 8; prot++) /* what is present can be read */
        CHECK_EQUAL(!!stage2_prot_valid(prot), prot & STAGE2_R);

    CHECK_EQUAL(entry_for_leaf(0x200000, STAGE2_RWX, 0), 0x200067); /* D A U W P */
    CHECK_EQUAL(entry_for_leaf(0x200000, STAGE2_RWX, 1), 0x2000e7); /* and PS */
    CHECK_EQUAL(entry_for_leaf(0x200000, STAGE2_R | STAGE2_X, 0), 0x200065);
    CHECK_EQUAL(entry_for_leaf(0x200000, STAGE2_R | STAGE2_W, 0), 0x8000000000200067);
    CHECK_EQUAL(entry_for_leaf(0xffffffffff000, STAGE2_R, 0), 0x800ffffffffff065);
    CHECK_EQUAL(entry_for_table(0x305000), 0x305027); /* A U W P */

    CHECK(!entry_present(0) && !entry_present(0x200066) && entry_present(1));
    CHECK(entry_is_table(0x305027, 1) && entry_is_table(0x305027, 3));
    CHECK(!entry_is_table(0x2000e7, 1) && !entry_is_table(0, 1) && !entry_is_table(0x305026, 1));
    CHECK(!entry_is_table(0x200067, 0)); /* there is nothing below the last level */
    CHECK_EQUAL(entry_address(0xfff0000000305fff), 0x305000);
    CHECK_EQUAL(entry_prot(0x8000000000200065), STAGE2_R);
    CHECK_EQUAL(entry_prot(0x200067), STAGE2_RWX);
}
