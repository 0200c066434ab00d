/* RISC-V: the registers with a guest's sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   12 /* a2 */
#define FLASH_SIZE_REGISTER 13 /* a3 */

/* Injects the trap again whose delivery the fault interrupted. On RISC-V the CPU delivers one
 * without using memory, so there is none. */
static inline void redeliver_event(struct vcpu *vcpu)
{
}
