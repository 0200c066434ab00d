/*
 * What a guest may use at most, by its options: "cap-cpu", percent of the CPU; "cap-console", bytes
 * that it prints in a second; and "limit", milliseconds on the CPU, after which it is stopped. The
 * first two let it rest. The time of a guest with several CPUs is that of all of them.
 */
#pragma once

#include "scheduler.h"

/* Reads the options of the guest of that number. If it starts again, what it has used of its
 * caps still counts, or it could reset itself to use more. A limit that was reached begins again.
 */
error caps_init(unsigned number, const struct guest *guest);

/* The guest of that number has ended. */
void caps_drop(unsigned number);

/* Whether the guest has run for so long that it is stopped; says so then. */
bool caps_stop(struct vcpu *vcpu);

/* The guest of that number prints a byte. */
void caps_count_byte(unsigned number);

/* Whether its bytes are limited. */
bool caps_limit_bytes(unsigned number);
