/* The host's timer of this CPU: what takes the CPU back from a guest. */
#pragma once

#include "error.h"

#include <stdint.h>

#define NEVER UINT64_MAX /* a time that does not come */

/* Lets the timer's interrupt through, and no other; the timer is off. Can be called again. */
error host_timer_init(void);

/* The timer's interrupt comes at that time_counter(), or before when that is too far ahead for it:
 * the guest then exits with EXIT_TIMER. It replaces the time that was set before. */
void host_timer_set(uint64_t when);

/* Ends the interrupt that has come, and turns the timer off: once for each EXIT_TIMER. */
void host_timer_acknowledge(void);
