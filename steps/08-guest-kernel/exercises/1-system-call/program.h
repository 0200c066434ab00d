/* For the graders of this step: runs a guest whose kernel has the answer, and whose processes do
 * what they are ordered: orders.h. */
#pragma once

#include "../../../../guest/kernel/errno.h"
#include "orders.h"

#include <stdbool.h>

#define FIRST 1 /* the pid of the process that there is from the start */

/* Boots the guest, up to the report of its first process. Misses the point if that fails, or if
 * the guest has ended in an earlier one. */
bool guest_runs(void);

/* The order of that process, whose report has come: to be filled in, or with its results. */
struct order *report_of(unsigned pid);

/* Orders what and the arguments, for guest_run(). */
struct order *give_order(unsigned pid, enum order_kind what, uint64_t a, uint64_t b, uint64_t c);

/* Runs the guest until that process has reported. False, and the point is missed, if it does not.
 */
bool guest_run(unsigned pid);

/* Whether that process has an order, and has not reported it yet. */
bool is_busy(unsigned pid);

/* Both: the result. 0 after a miss. */
int64_t obey_order(unsigned pid, enum order_kind what, uint64_t a, uint64_t b, uint64_t c);

/* The same for a call of the answer's: its n-th, with up to four arguments. */
struct order *give_call(unsigned pid, unsigned n, uint64_t a, uint64_t b, uint64_t c, uint64_t d);
int64_t own_call(unsigned pid, unsigned n, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

/* A new process, a copy of that one: its pid. 0 after a miss. */
unsigned new_process(unsigned parent);

/* Bytes of a process's memory. */
void store_bytes(unsigned pid, uint64_t address, const void *bytes, unsigned count);
const uint8_t *load_bytes(unsigned pid, uint64_t address, unsigned count);
