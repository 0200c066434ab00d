/* A guest's second CPU: ARCH.S. */
#pragma once

#include "guest.h"

/* Turns the guest's CPU of that number on, at that address. 0, or an error of the machine's call.
 */
long cpu_on(unsigned long number, void (*entry)(void));

/* Where it starts: it calls run_other(), on a stack of its own. */
void other_entry(void);
void run_other(void);
