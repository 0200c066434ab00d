/* AArch64: the list registers, and what the guest has set in its CPU interface (IHI 0069, 12.4). */
#pragma once

#include "gic.h"

/* ICH_LRn_EL2: an interrupt for the guest. Its number is in the lower half. */
#define LR_PHYSICAL 32      /* with HW: the machine's interrupt, which ends together with it */
#define LR_EOI      BIT(41) /* without HW: its end raises a maintenance interrupt */
#define LR_PRIORITY 48
#define LR_GROUP1   BIT(60)
#define LR_HW       BIT(61)
#define LR_PENDING  BIT(62)
#define LR_ACTIVE   BIT(63)

/* ICH_VMCR_EL2: what the guest has set in its CPU interface. */
#define VMCR_GROUP(v, n) ((v) >> (n)&1)
#define VMCR_EOIMODE     BIT(9) /* ICC_EOIR1_EL1 only drops the priority */
#define VMCR_PRIORITY(v) ((v) >> VMCR_PMR_SHIFT & VMCR_PMR_MASK)
#define VMCR_PMR_SHIFT   24
#define VMCR_PMR_MASK    0xfful

/* ICH_HCR_EL2: the guest's CPU interface is on, and its registers for both groups trap. */
#define ICH_HCR_GUEST (BIT(0) | BIT(10))
