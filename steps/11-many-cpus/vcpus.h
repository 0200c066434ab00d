/*
 * Guests with several CPUs: by the option "vcpus". The first one starts with the guest; the others
 * are off until the guest turns them on, by a call of its machine.
 */
#pragma once

#include "cpus.h"
#include "guests.h"

/* Before the guests are made. */
void vcpus_init(void);

enum turn_on_problem { TURNED_ON, IS_ON_ALREADY, NO_SUCH_CPU, NOT_ITS_MEMORY };

/* Turns on the guest's CPU of that number: it starts at that GPA, and is given the argument. */
enum turn_on_problem vcpu_turn_on(struct guest *guest, uint64_t number, uint64_t entry,
                                  uint64_t argument);

/* What a handler returns, if the guest turns off the vCPU itself. A guest none of whose others can
 * run any more is stopped. */
enum guest_action vcpu_turn_off(struct vcpu *vcpu);

/* The same for a vCPU that does not run. False if it runs on another CPU, which has to do it. */
bool vcpu_turn_off_here(struct vcpu *vcpu);

bool vcpu_is_on(const struct vcpu *vcpu);

/* Has the vCPU leave its guest soon, if it runs, so that it takes what was posted for it; or look
 * whether it still has to wait. */
void vcpu_notify(struct vcpu *vcpu);

/* --- ARCH_vcpus.c --- */

/* Offers the calls by which a guest turns its CPUs on and off, and interrupts them. */
void vcpus_offer_calls(void);

/* The vCPU, which was just reset, starts there with that argument. */
void vcpu_start_at(struct vcpu *vcpu, uint64_t entry, uint64_t argument);
