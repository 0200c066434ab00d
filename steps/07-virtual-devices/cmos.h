/*
 * The clock of a PC, a Motorola MC146818, and the bytes of memory beside it, which the guest may
 * use as it likes. "MC146818 Real-Time Clock Plus RAM" (Motorola). The time is the machine's own:
 * what a guest writes to it is ignored.
 */
#pragma once

#include "deadlines.h"
#include "devices.h"

#define IRQ_CMOS 8 /* its line */

struct cmos {
    struct device device; /* first member */
    struct deadline look; /* when it may have to interrupt */
    uint8_t index;        /* of the register that port 0x71 accesses */
    uint8_t bytes[128];   /* all but the time */
    uint8_t second;       /* of the machine's time at the last look */
    uint64_t periods;     /* of the periodic interrupt, at the last look */
};

/* A guest finds the size of its RAM in there. Call it after i8259_init(). */
error cmos_init(struct guest *guest, struct cmos *cmos);

/* Whether one of its interrupts is on. */
bool cmos_will_interrupt(const struct cmos *cmos);

/* --- x86_64_board.c --- */

/* Reads that register of the machine's own chip. */
uint8_t machine_cmos(uint8_t index);
