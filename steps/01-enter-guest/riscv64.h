/* RISC-V: where step 1 enters its guest. */
#pragma once

#define UNMAPPED_ENTRY 0x1234abcd /* odd: QEMU's sepc keeps bit 0, and nothing is ever fetched */
