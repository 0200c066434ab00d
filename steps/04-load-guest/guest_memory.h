/*
 * The guest's memory. The stage-2 table is the only record of it: what is mapped there is the
 * guest's, and whatever else uses a guest-physical address asks the table first.
 */
#pragma once

#include "stage2.h"

/* Allocates memory for gpa..gpa + size (bytes, whole pages), zeroed, and maps it with all rights.
 */
error guest_memory_add(struct stage2 *stage2, uint64_t gpa, uint64_t size);

/* Makes all that we wrote to gpa..gpa + size, which is mapped, visible to a guest that starts with
 * its caches off. */
void guest_memory_clean(const struct stage2 *stage2, uint64_t gpa, uint64_t size);

/* Where the guest's byte at gpa lies, and how many bytes from there on lie side by side. NULL when
 * the guest itself could not use that byte with this prot. */
void *guest_memory_at(const struct stage2 *stage2, uint64_t gpa, unsigned prot, uint64_t *length);
