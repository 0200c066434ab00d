/* RISC-V: where step 1 enters its guest. */
#pragma once

/* Bit 0 of sepc always reads 0 (Privileged S.1.7), so the guest starts at 0x1234abcc. QEMU before
 * version 10.1 keeps the bit. */
#define UNMAPPED_ENTRY 0x1234abcd
