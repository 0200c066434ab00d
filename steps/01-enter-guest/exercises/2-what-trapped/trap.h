/* A trap as an architecture's three registers say it, in the order of exercise.h. ARCH_check.c has
 * these. */
#pragma once

#include "exercise.h"

#include <stdint.h>

extern const char *const register_names[3];

/* Asks what makes a trap a stage-2 fault. */
extern const char *const fault_hint;

/* An address in the page of that number at which a guest can start. */
uint64_t entry_in_page(uint64_t page);

/* The last trap of this machine. */
void read_trap(uint64_t trap[3]);

/* Stage 2 refuses an access at gpa. The guest used the address for it, which its own paging
 * translates to gpa. */
void make_fault(uint64_t trap[3], enum access access, uint64_t gpa, uint64_t address);

/* The same with the guest's own paging off, and with the GPA left out where the CPU may do so. */
void make_short_fault(uint64_t trap[3], enum access access, uint64_t gpa);

/* The n-th of the traps that are no stage-2 faults. Returns what it is, NULL if there are fewer. */
const char *make_other_trap(uint64_t trap[3], unsigned n);

/* What the answer says. */
struct guest_access decode(const uint64_t trap[3]);
