/* AArch64: the registers that tell a guest its sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   2
#define FLASH_SIZE_REGISTER 3

/* An exception of the guest's that was being taken when the exit came: on AArch64 taking one uses
 * no memory, so there is none. */
static inline void redeliver_event(struct vcpu *vcpu)
{
}
