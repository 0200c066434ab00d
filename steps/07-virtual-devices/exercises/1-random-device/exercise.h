/* Exercise 7.1: a device of your own, which gives random numbers. */
#pragma once

#include "devices.h"
#include "interrupts.h"
#include "print.h"

/* Where a guest has such a device, and where its registers are: the seed decides. */
struct place {
    uint64_t base, bytes;           /* GPA, and how many */
    uint64_t data, status, control; /* bytes from the base */
    unsigned line;                  /* its number at the interrupt controller */
    unsigned refill;                /* how many numbers are ready after a refill: 1 to 100 */
};

/* STATUS: a number is ready; and from bit 8 on how many errors there were, 8 bits. */
#define STATUS_READY  BIT(0)
#define STATUS_ERRORS 8
#define ERRORS_MAX    255 /* and no more: the number stays there */

/* CONTROL */
#define CONTROL_INTERRUPT BIT(0)
#define CONTROL_REFILL    BIT(1) /* only written: it reads 0 */

/* One such device, and what your functions remember about it. At the start it is all 0. */
struct rng {
    struct device device; /* its first member */
    const struct place *place;
    unsigned ready;
    unsigned errors;
    bool interrupt;
};

/* Your answer: gives the guest such a device. */
error rng_add(struct guest *guest, struct rng *rng, const struct place *place);

/* A random number from the machine, never 0, another one each time. It takes long, so call it only
 * for numbers that the guest gets. */
uint32_t noise(void);

/* Your answer may call noise(), device_add(), irq_set() and printf(). */
