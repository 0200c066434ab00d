/* AArch64: the registers with a guest's sizes, and what a demand fault interrupts. */
#pragma once

#include "vcpu.h"

#define RAM_SIZE_REGISTER   2
#define FLASH_SIZE_REGISTER 3

/* Injects the exception again whose delivery the fault interrupted. On AArch64 the CPU delivers one
 * without using memory, so there is none. */
static inline void redeliver_event(struct vcpu *vcpu)
{
}
