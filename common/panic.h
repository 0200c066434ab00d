/* For bugs in the hypervisor, and for machines on which it cannot run. */
#pragma once

/* Prints "panic: where: what" and powers off with status 1. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Step 11, with several CPUs: called before a report. When it returns, no other CPU prints. */
extern void (*panic_stops_others)(void);

/* Call before reporting a host trap. If that report itself traps, this prints so, once, and powers
 * off. */
void count_host_trap(void);
