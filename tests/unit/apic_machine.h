/* A guest with three CPUs, its local APICs, and the host's clock and timer. */
#pragma once

#include "apic.h"

#define CPUS   3
#define CYCLES 1000 /* in a tick of time_counter() */

extern uint64_t now, timer_at; /* cycles; a time_counter() */
extern struct guest guest;
extern struct vcpu vcpus[CPUS];
extern struct device *page; /* their registers */

/* All as after a reset. Returns the first one's, whose CPU accesses the page. */
struct apic *start(void);
