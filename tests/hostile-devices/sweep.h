/*
 * A guest that tries everything on its devices: every register with every width, and values of all
 * kinds, in no order, with its interrupts on. sweep.c is the same for all machines; a machine's
 * files say what it has.
 */
#pragma once

#include "guest.h"
#include "print.h"

/* Bytes from base on: registers, what is beside them, and where nothing is. */
struct window {
    unsigned long base, bytes;
};
extern const struct window windows[];
extern const unsigned window_count;

/* --- ARCH.c --- */

/* Lets interrupts come, as many as there are, once they are on. */
void prepare(void);

/* One access of that width, 1 << width bytes. What cannot be done is left out. */
void read_register(unsigned long address, unsigned width);
void write_register(unsigned long address, unsigned width, uint64_t value);

/* Something else that has to do with interrupts, by a number: the CPU's own registers, timers. */
void do_other(unsigned number, uint64_t value);

/* Tells the interrupt controller that an interrupt has been handled. */
void acknowledge(void);

/* --- ARCH.S --- */

/* Calls function() with interrupts on, or off. An interrupt or a fault ends it; returns whether
 * one did. */
int guarded(void (*function)(void), int interrupts);
