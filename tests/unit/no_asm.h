/*
 * Included before what has inline assembly of a machine: its statements `__asm__ volatile(...)`
 * become empty, so that what stands beside them can be compiled for any host.
 */
#define __asm__
#define volatile(...)
