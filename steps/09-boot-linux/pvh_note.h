/* The note of an ELF that names an entry in 32-bit protected mode: Xen's PVH, by which QEMU starts
 * the hypervisor too. Xen: docs/misc/pvh.pandoc. */
#pragma once

#include <stdint.h>

/* The entry (GPA) that one of the notes names, in a file's bytes (System V gABI, chapter 5); 0
 * without one. */
uint64_t pvh_entry(const uint8_t *notes, uint64_t size);
