/* RISC-V: entries of an Sv39x4 table, in numbers (Privileged, S.4.1 and H.5.1). */
#include "stage2_pool.h"

void test_entry_format(void)
{
    CHECK_EQUAL(STAGE2_LEVELS, 3);
    CHECK_EQUAL(STAGE2_GPA_BITS, 41);
    CHECK_EQUAL(STAGE2_ROOT_SIZE, 16384);
    /* W without R is reserved, and no bit at all is a pointer to a table. */
    for (unsigned prot = 0; prot < 8; prot++)
        CHECK_EQUAL(stage2_prot_valid(prot),
                    prot && prot != STAGE2_W && prot != (STAGE2_W | STAGE2_X));

    CHECK_EQUAL(entry_for_leaf(0x80200000, STAGE2_RWX, 0), 0x200800df); /* D A - U X W R V */
    CHECK_EQUAL(entry_for_leaf(0x80200000, STAGE2_R, 0), 0x200800d3);
    CHECK_EQUAL(entry_for_leaf(0x80200000, STAGE2_R | STAGE2_W, 0), 0x200800d7);
    CHECK_EQUAL(entry_for_leaf(0x80200000, STAGE2_X, 1), 0x200800d9);
    CHECK_EQUAL(entry_for_leaf(0xfffffffffff000, STAGE2_R, 0), 0x3ffffffffffcd3);
    CHECK_EQUAL(entry_for_table(0x80305000), 0x200c1401); /* V, and no other bit */

    CHECK(!entry_present(0) && !entry_present(0xde) && entry_present(1));
    CHECK(entry_is_table(0x200c1401, 1) && entry_is_table(0x200c1401, 2));
    CHECK(!entry_is_table(0x200800d3, 1) && !entry_is_table(0, 1) &&
          !entry_is_table(0x200c1400, 1));
    CHECK(!entry_is_table(0x200c1401, 0)); /* there is nothing below the last level */
    CHECK_EQUAL(entry_address(0x3ffffffffffcd3), 0xfffffffffff000);
    CHECK_EQUAL(entry_address(0xffc00000000000ff), 0); /* N, PBMT and the reserved bits */
    CHECK_EQUAL(entry_prot(0x200800d9), STAGE2_X);
}
