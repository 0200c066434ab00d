/*
 * For the grader: its guest, which does what a script in its memory says. At an interrupt it
 * counts, and calls set_timer() with the next number of a list. ARCH_guest.S.
 */
#pragma once

#define GUEST_CODE 0x400000 /* GPA: one page */
#define GUEST_DATA 0x401000 /* GPA: two pages */

/* In the data: offsets in bytes of words of 32 bits */
#define DATA_COUNT     0x00 /* interrupts that the guest has taken */
#define DATA_RAISED    0x04 /* how often the line was raised: written by the grader */
#define DATA_SEEN      0x08 /* the count after the last WAIT */
#define DATA_NUMBER    0x0c /* set_timer()'s numbers */
#define DATA_EXTENSION 0x10
#define DATA_SCRIPT    0x100 /* pairs: what, and its argument */
#define DATA_ANSWERS   0x400 /* the n-th: what the n-th interrupt sets the timer to */

#define SCRIPT_OFF          0 /* shuts down */
#define SCRIPT_SET          1 /* calls set_timer(argument) */
#define SCRIPT_ON           2 /* turns interrupts on: they are off at the start */
#define SCRIPT_UNTIL_COUNT  3 /* runs until DATA_COUNT is the argument */
#define SCRIPT_UNTIL_RAISED 4 /* runs until DATA_RAISED is the argument */
#define SCRIPT_WAIT         5 /* waits for an interrupt and takes it: they are on after that */

#ifndef __ASSEMBLER__
#include "vcpu.h"

extern char timer_guest_start[], timer_guest_end[];

/* --- The architecture's: ARCH_line.c --- */

/* Prepares a vCPU that has just been loaded, and its guest's data, for interrupts. */
void line_init(struct vcpu *vcpu, void *data);

/* Sets the interrupt line. The vCPU is loaded. Called after each exit, too. */
void line_set(struct vcpu *vcpu, bool high);
#endif
