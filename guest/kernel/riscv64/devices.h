/* RISC-V: what boot.c, traps.c and devices.c know of each other. */
#pragma once

#include <stdbool.h>

/* Whether S-mode has a timer of its own, so that the firmware need not be asked. */
extern bool has_sstc;

/* What handle_trap() does about the interrupts. */
void timer_interrupt(void);
void external_interrupt(void);
