/*
 * The guest's memory. The stage-2 table is the only record of it: all memory that it maps belongs
 * to the guest, and code that uses a guest-physical address looks it up there first.
 */
#pragma once

#include "guest.h"

/* Adds RAM from base on (GPA, bytes in whole pages), zeroed, with all rights, all of it mapped. */
error guest_add_ram(struct guest *guest, uint64_t base, uint64_t size);

/* Maps memory for all of gpa..gpa + size, which is about to be written and then cleaned, where a
 * region gives it only then. Fails if there is none left, or if some of it is not the guest's. */
error guest_memory_prepare(struct guest *guest, uint64_t gpa, uint64_t size);

/* Writes gpa..gpa + size, what of it is mapped, back from the caches, so that a guest with its
 * caches off sees it. */
void guest_memory_clean(struct guest *guest, uint64_t gpa, uint64_t size);

/* The HPA of the guest's byte at gpa, and how many bytes from there on are contiguous. If nothing
 * is mapped there, its region may give memory. NULL if the guest itself may not use that byte with
 * this prot. */
void *guest_memory_at(struct guest *guest, uint64_t gpa, unsigned prot, uint64_t *length);
