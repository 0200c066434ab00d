/* RISC-V: where the guest of step 1 is entered, and the size of a stage-2 root. */
#pragma once

#define UNMAPPED_ENTRY   0x1234abcd /* odd: sepc keeps bit 0 in QEMU, and nothing is fetched */
#define STAGE2_ROOT_SIZE 16384      /* bytes: 2^11 entries of 8, H.5.1 */
