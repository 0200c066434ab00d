/* AArch64: the machine's GICv3, as far as the host has interrupts. */
#pragma once

/* Lets one of the CPU's own interrupts (PPIs) through to EL2, besides those that are already.
 * host_timer_init() has been called. */
void host_interrupt_enable(unsigned intid);
