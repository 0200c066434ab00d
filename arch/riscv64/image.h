/*
 * What protects the hypervisor's image: regions of physical memory (PMP), set by the firmware
 * before S-mode runs. The image says where they are, in a header right after its first
 * instruction.
 *
 * PMP applies to S-mode, that is to the hypervisor and its guest alike. So the image, its stacks
 * and the firmware are protected; in all other memory, which may be a guest's, everything is
 * allowed. A page table could forbid more, but QEMU would walk it again after every exit.
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
