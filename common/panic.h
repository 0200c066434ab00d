/* For bugs in the hypervisor, and for machines on which it cannot run. */
#pragma once

/* Prints "panic: where: what" and powers off with status 1. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Call before reporting a host trap. If that report itself traps, this prints so, once, and powers
 * off. */
void count_host_trap(void);
