/*
 * What protects the hypervisor's image: regions of physical memory (PMP), set by the firmware
 * before S-mode runs. The image says where they lie, in a header right behind its first
 * instruction.
 *
 * PMP tells S-mode from M-mode, and not the hypervisor from its guest: both are S-mode. So the
 * image, its stacks and the firmware are protected; in all other memory, which may be a guest's,
 * everything is allowed. A page table of our own could forbid more, but QEMU walks it anew after
 * every exit.
 */
#pragma once

#include "registers.h"

#define IMAGE_HEADER 8                  /* bytes from the image's start */
#define IMAGE_MAGIC  0x6863746977736477 /* "wdswitch" */
#define IMAGE_ENDS   16                 /* 8 addresses: where regions 2 to 9 end, firmware.S */

/* A byte of pmpcfg; M.7.1 is section 7.1 of the manual's chapter on the machine level. */
#define PMP_R     BIT(0)
#define PMP_W     BIT(1)
#define PMP_X     BIT(2)
#define PMP_TOR   BIT(3)            /* the region: from the end of the one before to pmpaddr */
#define PMP_NAPOT (BIT(3) | BIT(4)) /* the region: as many bytes as pmpaddr has ones at its end */
