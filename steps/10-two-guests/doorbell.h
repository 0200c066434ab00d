/*
 * Guests that talk to each other: a page that they share, and a doorbell, an interrupt that says to
 * the others that there is something new in the page. A guest has both only if its option
 * "share-page" says so: "rw", or "ro" for one that must not write there.
 */
#pragma once

#include "interrupts.h"

/* Before the guests are made: their calls, and the node in their device trees. */
void doorbell_init(void);

/* Gives the guest the page if its options say so, and a doorbell that has not been rung. */
error doorbell_add(struct guest *guest);

/* The guest has ended. Those that may wait for it look again. */
void doorbell_leave(struct guest *guest);

/* Whether another guest can wake this one, which waits. */
bool doorbell_can_wake(const struct vcpu *vcpu);

/* --- What the calls do: -1 if the guest shares no page --- */

/* The page's GPA. */
int64_t doorbell_page(struct guest *guest);

/* Rings the doorbells of the others, whose lines are high from then on. Returns how many they are.
 */
int64_t doorbell_ring(struct guest *guest);

/* The guest's own line is low again. Returns how often it was rung since the last answer. */
int64_t doorbell_answer(struct guest *guest);

/* --- ARCH_doorbell.c --- */

/* The doorbell's line at the guest's interrupt controller. */
extern const unsigned doorbell_line;

/* Offers the three calls, and has the device tree say what they say. */
void doorbell_offer(void);
