/* A guest's second CPU: ARCH.S. */
#pragma once

#include "guest.h"

/* Turns the guest's CPU of that number on, at that address. Returns 0, or the call's error. */
long cpu_on(unsigned long number, void (*entry)(void));

/* Where it starts: it calls run_other(), on a stack of its own. */
void other_entry(void);
void run_other(void);
