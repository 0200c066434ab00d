/* For guests that talk to each other (step 10): ARCH_doorbell.c makes the calls. */
#pragma once

#include "guest.h"

/* What ping and pong have in the page that they share. */
struct talk {
    volatile uint32_t ping, pong; /* the number of the round that each has come to */
};
#define NO_MORE_ROUNDS 0xffffffff

/* The page that guests share; NULL if the hypervisor was not asked to share one. */
struct talk *shared_page(void);

/* Has the doorbell interrupt this guest. traps_init() has been called. */
void doorbell_listen(void);

/* Rings the others' doorbells. */
void doorbell_ring(void);

/* With interrupts off: waits until this guest's own is rung, or until another guest leaves. Rings
 * while this guest did not wait end the next wait at once. */
void doorbell_wait(void);
