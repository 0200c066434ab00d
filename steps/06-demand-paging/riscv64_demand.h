/* RISC-V: the registers that tell a guest its sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   12 /* a2 */
#define FLASH_SIZE_REGISTER 13 /* a3 */

/* A trap of the guest's that was being taken when the exit came: on RISC-V taking one uses no
 * memory, so there is none. */
static inline void redeliver_event(struct vcpu *vcpu)
{
}
