/* What is done about each kind of exit. */
#pragma once

#include "vcpu.h"

/* A handler sets the pc at which the guest resumes. It may change exit->kind to one that says more
 * exactly what it did. */
typedef enum guest_action exit_handler(struct vcpu *vcpu, struct vm_exit *exit);

/* One handler for each kind. A step sets the rows that it adds; the others are stop_guest. */
extern exit_handler *exit_handlers[EXIT_KINDS];

/* Stops the guest: for the kinds that nothing else is done about. */
exit_handler stop_guest;

/* Stops it too, and says more. */
exit_handler stop_waiting_guest;

/* Does what is to be done by now: deadlines.c. */
exit_handler handle_deadlines;

/* Does what a hypercall asks for, by a table of its own: hypercalls.c. */
exit_handler handle_hypercall;

/* Gives the guest a register that it may have after all, or tells it what CPU it has: the
 * architecture's. */
exit_handler handle_register, handle_identify;

/* Puts a handler in front of that kind's: *inner is then the one that it replaces. It changes
 * nothing if the handler is there already, because of another guest. */
void handle_before(enum exit_kind kind, exit_handler *handler, exit_handler **inner);

/* Prints every exit before it is handled, from now on. */
void print_every_exit(void);

/* Lets the guest run for that many milliseconds from now on. */
error start_slice(uint64_t milliseconds);
