/* AArch64: entries of a stage-2 table of 4 KiB pages, in numbers (Arm ARM, D8.3). */
#include "stage2_pool.h"

void test_entry_format(void)
{
    CHECK_EQUAL(STAGE2_LEVELS, 3);
    CHECK_EQUAL(STAGE2_GPA_BITS, 39);
    CHECK_EQUAL(STAGE2_ROOT_SIZE, 4096);
    for (unsigned prot = 0; prot < 8; prot++)
        CHECK_EQUAL(stage2_prot_valid(prot), prot != 0);

    /* AF, inner shareable, S2AP, normal memory, and bit 1: a page in the last level alone. */
    CHECK_EQUAL(entry_for_leaf(0x40200000, STAGE2_RWX, 0), 0x402007ff);
    CHECK_EQUAL(entry_for_leaf(0x40200000, STAGE2_RWX, 1), 0x402007fd);
    CHECK_EQUAL(entry_for_leaf(0x40200000, STAGE2_R, 0), 0x4000004020077f);
    CHECK_EQUAL(entry_for_leaf(0x40200000, STAGE2_R | STAGE2_W, 0), 0x400000402007ff);
    CHECK_EQUAL(entry_for_leaf(0xfffffffff000, STAGE2_X, 0), 0xfffffffff73f);
    CHECK_EQUAL(entry_for_table(0x40305000), 0x40305003);

    CHECK(!entry_present(0) && !entry_present(0x402007fe) && entry_present(1));
    CHECK(entry_is_table(0x40305003, 1) && entry_is_table(0x40305003, 2));
    CHECK(!entry_is_table(0x402007fd, 1) && !entry_is_table(0, 1) &&
          !entry_is_table(0x40305002, 1));
    CHECK(!entry_is_table(0x402007ff, 0)); /* there is nothing below the last level */
    CHECK_EQUAL(entry_address(0xffff402007ffffff & ~0xffful), 0x402007fff000);
    CHECK_EQUAL(entry_prot(0x4000004020077f), STAGE2_R);
    CHECK_EQUAL(entry_prot(0x400000402007ff), STAGE2_R | STAGE2_W);
}
