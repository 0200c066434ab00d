/* A guest's second CPU: ARCH.S. */
#pragma once

#include "guest.h"

/* Turns the guest's CPU of that number on, at that address. Returns 0, or another number if there
 * is no such CPU. */
long cpu_on(unsigned long number, void (*entry)(void));

/* Where it starts. It has its own stack, and calls run_other(). */
void other_entry(void);
void run_other(void);
