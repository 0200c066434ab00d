/* Exercise 5.3: a timer for the guest. */
#pragma once

#include "handlers.h"
#include "hypercalls.h"
#include "timer.h"
#include "print.h"

/* Your answer: called once, before a guest runs. It offers the call of those numbers, set_timer,
 * and sets the rows of the table of handlers that it needs. */
void offer_set_timer(uint64_t extension, uint64_t number);

/* Your answer: called before each guest is entered. Its turn is over when time_counter() is `end`,
 * and it has not set a timer. The host's timer is off; host_timer_init() was called. */
void start_turn(uint64_t end);

/* The guest's interrupt line. While it is high, the guest is interrupted as soon as it has its
 * interrupts on, and again and again. At the start it is low. */
void raise_interrupt(struct vcpu *vcpu);
void lower_interrupt(struct vcpu *vcpu);

/* Puts the call's result where the guest looks for it, and returns GUEST_RESUMES. */
enum guest_action succeed(struct vcpu *vcpu, uint64_t value);

/* It may call these, hypercall_offer(), hypercall_argument(), time_counter(), host_timer_set(),
 * host_timer_acknowledge(), skip_instruction(), stop_waiting_guest(), stop_guest(), and printf(),
 * and set rows of exit_handlers[]. */
