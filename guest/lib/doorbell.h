/* For guests that talk to each other (step 10). */
#pragma once

#include "guest.h"

/* What ping and pong have in the page that they share. */
struct talk {
    volatile uint32_t ping, pong; /* the number of the round that each has come to */
};
#define NO_MORE_ROUNDS 0xffffffff

/* The page that guests share; NULL if the hypervisor was not asked to share one. */
struct talk *shared_page(void);

/* Rings the others' doorbells. */
void doorbell_ring(void);

/* --- ARCH_doorbell.c --- */

enum doorbell_call { SHARED_PAGE, DOORBELL_RING, DOORBELL_ANSWER };

/* Calls the hypervisor. Returns -1 if it does not support the call. */
long doorbell_call(enum doorbell_call which);

/* Has the doorbell interrupt this guest. traps_init() has been called. */
void doorbell_listen(void);

/* With interrupts off: waits until this guest's own is rung, or until another guest leaves. Rings
 * while this guest did not wait end the next wait at once. */
void doorbell_wait(void);
