/* A bug of the hypervisor's, or a machine that it cannot run on. */
#pragma once

/* Prints "panic: where: what" and powers off with status 1. */
_Noreturn void panic(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Comes before the report of a trap of the host's own. Does not return when that report has trapped
 * itself: says so, once, and powers off. */
void count_host_trap(void);
