/*
 * The answer for seed 7. Another seed has other pages and may have other bugs, but the way is the
 * same:
 *
 *   ./run.sh exercise 8.3 riscv64 --seed 7 --gdb
 *   (gdb) break guest_ended
 *   (gdb) continue
 *   init (pid 8): not prevented: ran data at 0x15646000        (gdb) guest-walk 0x15646000
 *                                                              (gdb) guest-walk 0x15645000
 *   init (pid 12): not prevented: read the kernel at ...       (gdb) guest-walk 0xffffffc080802000
 *                                                              (gdb) guest-walk 0xffffffc080803000
 *   init (pid 23): not prevented: read after munmap(): ...     (gdb) guest-walk 0x38345000
 */
#include "exercise.h"

const struct found found[3][3] = {
    {
        /* riscv64 */
        {.page = 0x15646000, .entry = 3, .bit = 3},             /* X */
        {.page = 0xffffffc080802000, .entry = 3, .bit = 4},     /* U */
        {.page = 0x38345000, .entry = RIGHT_ENTRIES, .bit = 0}, /* the TLB */
    },
    {
        /* aarch64 */
        {.page = 0x15646000, .entry = 3, .bit = 54},        /* UXN, which should be 1 */
        {.page = 0xffffff8040802000, .entry = 3, .bit = 6}, /* AP[1] */
        {.page = 0x38345000, .entry = RIGHT_ENTRIES, .bit = 0},
    },
    {
        /* x86_64 */
        {.page = 0x15646000, .entry = 4, .bit = 63},        /* NX, which should be 1 */
        {.page = 0xffffffff80802000, .entry = 4, .bit = 2}, /* U */
        {.page = 0x38345000, .entry = RIGHT_ENTRIES, .bit = 0},
    },
};
