/* What the hypervisor goes by while a guest runs. It is copied before that, and host_tables.py
 * compares it with what the machine's memory holds after the run. */
#pragma once

#include "vcpu.h"

/* Copies all that is found from this vCPU; panics if there is no room for it. */
void tables_remember(const struct vcpu *vcpu);

/* Adds some of it to what is copied. */
void table_add(const char *name, const void *at, uint64_t bytes);

/* Provided for each architecture: what decides what the vCPU may do. */
void vcpu_tables_add(const struct vcpu *vcpu);
