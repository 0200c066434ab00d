/*
 * The Intel 8254, a PC's timer. Counter 0 interrupts by line 0 of the 8259; port 0x61
 * sets the gate of counter 2, and shows its output. "8254 Programmable Interval Timer" (Intel
 * 231164); port 0x61: "82371SB (PIIX3)" 2.5.5.1, NMI status and control.
 */
#pragma once

#include "deadlines.h"
#include "devices.h"

#define IRQ_PIT 0 /* its line */

/* Times are in periods of its clock: 1193182 a second. */
struct i8254_counter {
    uint8_t mode, access; /* 0 to 5; 1: low byte, 2: high byte, 3: both */
    bool bcd;
    uint32_t count;             /* from which it counts down: up to 65536, or 10000 */
    uint32_t next;              /* modes 2 and 3: the count at the end of this cycle; 0: the same */
    bool loaded;                /* a count was written since the mode was set */
    bool gate;                  /* its input */
    bool counting;              /* now, */
    uint64_t since;             /* and since this time, */
    uint64_t counted;           /* when it had already counted so many periods */
    bool low_written, low_read; /* the first of two bytes */
    uint8_t low;
    uint8_t latched; /* bytes of `latch` that are still to be read */
    uint16_t latch;
    bool status_latched;
    uint8_t status;
};

struct i8254 {
    struct device device; /* first member */
    struct device port_61;
    struct deadline edge; /* the next of counter 0's output that interrupts */
    uint64_t next;        /* that edge */
    uint8_t control;      /* bits 0 to 3 of port 0x61 */
    struct i8254_counter counters[3];
};

/* As a PC's firmware leaves it: counter 0 interrupts 18.2 times a second. Call it after
 * i8259_init(). */
error i8254_init(struct guest *guest, struct i8254 *pit);

/* Passes on the edges of counter 0's output that have come since the last call, and sets the
 * deadline for the next edge, unless the 8259 masks it. */
void i8254_update(struct i8254 *pit);

/* Whether counter 0 will interrupt if nobody changes it. */
bool i8254_will_interrupt(const struct i8254 *pit);

/* --- Shared by i8254.c and i8254_counter.c --- */

/* It begins again at its end. */
static inline bool counter_repeats(const struct i8254_counter *counter)
{
    return counter->mode == 2 || counter->mode == 3;
}

/* It pauses while its gate is low. */
static inline bool counter_pauses(const struct i8254_counter *counter)
{
    return counter->mode == 0 || counter->mode == 4;
}

/* It starts when its gate rises. */
static inline bool counter_is_triggered(const struct i8254_counter *counter)
{
    return counter->mode == 1 || counter->mode == 5;
}

/* A new count; the gate. */
void counter_load(struct i8254_counter *counter, uint16_t value, uint64_t at);
void counter_set_gate(struct i8254_counter *counter, bool gate, uint64_t at);

/* A new count takes the place of one that has come to its end by then. */
void counter_begin_next(struct i8254_counter *counter, uint64_t at);

/* The count that the guest would read at that time, and the output then. */
uint16_t counter_value(struct i8254_counter *counter, uint64_t at);
bool counter_output(struct i8254_counter *counter, uint64_t at);
