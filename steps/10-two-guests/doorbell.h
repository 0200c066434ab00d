/*
 * Guests that talk to each other: a page that they share, and a doorbell, an interrupt that says to
 * the others that there is something new in the page. A guest has both only if its option
 * "share-page" says so: "rw", or "ro" for one that must not write there.
 */
#pragma once

#include "interrupts.h"

/* Before the guests are made: offers their calls, and adds the node to their device trees. */
void doorbell_init(void);

/* Gives the guest the page if its options say so, and a doorbell that has not been rung. */
error doorbell_add(struct guest *guest);

/* The guest has ended. Those that may wait for it look again. */
void doorbell_leave(struct guest *guest);

/* Whether another guest can wake this one, which waits. */
bool doorbell_can_wake(const struct vcpu *vcpu);

/* --- ARCH_doorbell.c --- */

/* The doorbell's line at the guest's interrupt controller. */
extern const unsigned doorbell_line;

/* The first of the three calls in the table; the other two follow it. */
extern const uint64_t doorbell_extension, doorbell_number;

/* Returns to the guest's kernel what call() says; -1 is "not supported", as for one of the guest's
 * programs. */
enum guest_action doorbell_call(struct vcpu *vcpu, int64_t (*call)(struct guest *));

/* Adds the page and the line to the device tree, if the machine has one. */
void doorbell_describe(void);
