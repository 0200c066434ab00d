/* AArch64: what the guest's own registers say of its interrupts. */
#pragma once

#include "gic.h"

/* ICH_VMCR_EL2: what the guest has set in its CPU interface. */
#define VMCR_GROUP0(v)   ((v)&BIT(0))
#define VMCR_GROUP1(v)   ((v)&BIT(1))
#define VMCR_SPLIT(v)    ((v)&BIT(9)) /* EOImode: ICC_EOIR1_EL1 does not end one */
#define VMCR_PRIORITY(v) ((v) >> 24)

#define ICH_HCR_EN BIT(0) /* ICH_HCR_EL2: the guest's CPU interface is on */

/* Whether the guest's timer needs something: CNTV_CTL_EL0 is the guest's own. */
bool vcpu_timer_high(void);
