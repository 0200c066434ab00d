/*
 * The guest's memory. The stage-2 table is the only record of it: all memory that it maps belongs
 * to the guest, and code that uses a guest-physical address looks it up there first.
 */
#pragma once

#include "stage2.h"

/* Allocates zeroed memory for gpa..gpa + size (bytes, whole pages), and maps it with all rights. */
error guest_memory_add(struct stage2 *stage2, uint64_t gpa, uint64_t size);

/* Writes gpa..gpa + size, which is mapped, back from the caches, so that a guest with its caches
 * off sees it. */
void guest_memory_clean(const struct stage2 *stage2, uint64_t gpa, uint64_t size);

/* The HPA of the guest's byte at gpa, and how many bytes from there on are contiguous. NULL if the
 * guest itself may not use that byte with this prot. */
void *guest_memory_at(const struct stage2 *stage2, uint64_t gpa, unsigned prot, uint64_t *length);
