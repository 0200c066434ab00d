/*
 * What protects the hypervisor's image: its own translation tables, an identity map. boot.S
 * contains them, and boot.c removes the rights that a page of the image does not need. Sections
 * D8.2 to D8.5.
 */
#pragma once

#include "registers.h"

/* Entries: a block of 1 GiB or 2 MiB, a page, or the next table. */
#define ENTRY_BLOCK     BIT(0)
#define ENTRY_PAGE      (BIT(0) | BIT(1))
#define ENTRY_TABLE     ENTRY_PAGE
#define ENTRY_DEVICE    (0 * BIT(2)) /* which byte of MAIR_EL2 says what memory it is */
#define ENTRY_NORMAL    (1 * BIT(2))
#define ENTRY_RES1      BIT(6) /* AP[1]: has no meaning at EL2 */
#define ENTRY_READ_ONLY BIT(7) /* AP[2] */
#define ENTRY_SHAREABLE (3 * BIT(8))
#define ENTRY_AF        BIT(10)
#define ENTRY_XN        BIT(54)

/* All rights of memory, and of devices. Devices are never executed, not even speculatively. */
#define ENTRY_RAM  (ENTRY_NORMAL | ENTRY_SHAREABLE | ENTRY_AF | ENTRY_RES1)
#define ENTRY_MMIO (ENTRY_DEVICE | ENTRY_XN | ENTRY_AF | ENTRY_RES1)

/* MAIR_EL2: byte 0 is Device-nGnRE, byte 1 is Normal, written back, allocated on reads and writes.
 */
#define MAIR_EL2_VALUE 0xff04

/* TCR_EL2: 39 bits of address from one root page; the walk reads the tables as we write them. */
#define TCR_T0SZ     (64 - 39)
#define TCR_IRGN0    BIT(8)        /* through caches that write back, */
#define TCR_ORGN0    BIT(10)       /* inner and outer, */
#define TCR_SH0      (3 * BIT(12)) /* inner shareable */
#define TCR_PS_SHIFT 16
#define TCR_PS_MAX   5
#define TCR_EL2_RES1 (BIT(31) | BIT(23))

/* SCTLR_EL2. A: an unaligned access faults, as it always does on device memory. */
#define SCTLR_EL2_RES1 0x30c50830
#define SCTLR_M        BIT(0)
#define SCTLR_A        BIT(1)
#define SCTLR_C        BIT(2)  /* data is cached, */
#define SCTLR_I        BIT(12) /* and instructions */
#define SCTLR_WXN      BIT(19) /* what can be written cannot be executed, whatever its entry says */
#define SCTLR_EL2_ON   (SCTLR_EL2_RES1 | SCTLR_I | SCTLR_C | SCTLR_A | SCTLR_M)

#ifndef __ASSEMBLER__

/* boot.c: what a CPU other than the first needs after boot.S's set_up_translation (step 11). Its
 * cycle counter starts there. */
void cpu_set_up(uint64_t cycles);

/* Nothing can access that page of the image any more, on any CPU. */
void page_guard(void *page);

#endif
